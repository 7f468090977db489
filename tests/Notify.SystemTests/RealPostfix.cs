using System.Diagnostics;
using Notify.TestKit.Processes;

namespace Notify.SystemTests;

/// <summary>The system's Postfix with folders and ports of its own: a relay that takes our e-mails, and as the next hop of all other domains a second
/// port that refuses, puts off or takes by the local part. Bounces it makes by itself.</summary>
/// <remarks>Runs as root, as Postfix must. Nothing of <c>/etc/postfix</c> is read or changed.</remarks>
public sealed class RealPostfix(string bounceDomains) : IAsyncDisposable
{
    /// <summary>Recipients of the next hop, and what it says to them; all others are taken.</summary>
    private const string Mailboxes =
        "{nobody@dest.test=550 5.1.1 no such user here} {full@dest.test=552 5.2.2 mailbox full} {spam@dest.test=554 5.7.1 we do not like it} {later@dest.test=450 4.2.1 come again}";

    private static readonly string[] Services =
    [
        "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "tlsmgr unix - - n 1000? 1 tlsmgr",
        "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce",
        "verify unix - - n - 1 verify", "flush unix n - n 1000? 0 flush", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp",
        "showq unix n - n - - showq", "error unix - - n - - error", "retry unix - - n - - error", "discard unix - - n - - discard",
        "lmtp unix - - n - - lmtp", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "postlog unix-dgram n - n - 1 postlogd",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-postfix-");

    /// <summary>Where e-mails are handed over.</summary>
    public int Port { get; } = NotifyProcess.FreePort();

    private string Configuration => Path.Combine(_folder.FullName, "etc");

    /// <summary>What it has logged.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(_folder.FullName, "log", "mail.log");

    /// <param name="pipe">Further line of the table of services, for a bounce domain's transport; empty: none.</param>
    public async Task StartAsync(string pipe)
    {
        // Its daemons run as other users: they must get through.
        await RunAsync("chmod", "755", _folder.FullName);
        foreach (var folder in new[] { "etc", "queue", "data", "log" })
        {
            _folder.CreateSubdirectory(folder);
        }

        await RunAsync("chown", "postfix", Path.Combine(_folder.FullName, "data"));
        var nextHop = NotifyProcess.FreePort();
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"),
            $$"""
            compatibility_level = 3.6
            queue_directory = {{_folder.FullName}}/queue
            data_directory = {{_folder.FullName}}/data
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = {{LogFile}}
            maillog_file_prefixes = {{_folder.FullName}}
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mx.test
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            alias_database =
            smtpd_relay_restrictions = permit_mynetworks, reject
            recipient_delimiter = +
            transport_maps = inline:{ {{bounceDomains}} {dest.test=smtp:[127.0.0.1]:{{nextHop}}} }
            default_transport = error:5.1.2 no such domain in this test
            disable_dns_lookups = yes
            smtp_host_lookup = native
            queue_run_delay = 2s
            minimal_backoff_time = 2s
            maximal_backoff_time = 2s
            delay_warning_time = 1s
            maximal_queue_lifetime = 8s
            bounce_queue_lifetime = 8s
            notify_classes =

            """);
        await File.WriteAllLinesAsync(Path.Combine(Configuration, "master.cf"),
        [
            $"127.0.0.1:{Port} inet n - n - - smtpd",
            $"127.0.0.1:{nextHop} inet n - n - - smtpd",
            "  -o myhostname=next.test",
            "  -o { smtpd_recipient_restrictions = check_recipient_access inline:{" + Mailboxes + "}, permit_mynetworks, reject }",
            "  -o content_filter=discard:",
            .. Services,
            .. pipe.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        ]);
        await RunAsync("postfix", "-c", Configuration, "start");
    }

    /// <summary>Waits, for at most half a minute, until it has logged a text.</summary>
    public async Task WaitForLogAsync(string words)
    {
        for (var i = 0; i < 300 && !Log.Contains(words, StringComparison.Ordinal); i++)
        {
            await Task.Delay(100);
        }

        Assert.True(Log.Contains(words, StringComparison.Ordinal), $"Postfix has not logged '{words}': {Log}");
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_folder.FullName, "queue", "pid", "master.pid")))
        {
            await RunAsync("postfix", "-c", Configuration, "stop");
        }

        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await said} {Log}");
    }
}
