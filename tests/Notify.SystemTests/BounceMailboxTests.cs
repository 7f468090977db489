using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Notify.Core.Receipts;
using Notify.Server.Receipts.Bounces;

namespace Notify.SystemTests;

/// <summary>E-mails that a real Postfix bounces into a mailbox of a real Dovecot, which the job reads over IMAP.</summary>
public sealed class BounceMailboxTests
{
    private const string Domain = "mailbox.test";

    [Fact]
    public async Task Mailbox_is_read_to_its_end_and_bad_messages_are_put_aside()
    {
        await using var dovecot = new RealDovecot();
        await dovecot.StartAsync();
        await using var postfix = new RealPostfix($"{{{Domain}=lmtp:[127.0.0.1]:{dovecot.LmtpPort}}}");
        await postfix.StartAsync("");
        var app = new MailApp(postfix, Domain, Settings(dovecot, "INBOX", "Processed"));
        await app.InitializeAsync();
        try
        {
            await SendAsync(postfix, new string('x', 3_000_000));
            await SendAsync(postfix, "no bounce at all");
            var (service, unknown) = await app.SendAsync("nobody@dest.test");
            var (_, taken) = await app.SendAsync("amala@dest.test");
            await WaitForMailAsync(dovecot, count: 3);

            await ReadAsync(app);

            var notification = await BounceTests.FinalAsync(app, postfix, service, unknown);
            Assert.Equal("permanent-failure", notification.GetProperty("status").GetString());
            Assert.Contains("550 5.1.1", Assert.Single(await BounceTests.EventsAsync(app, service, unknown), one => one.Kind == "receipt").Reason, StringComparison.Ordinal);
            Assert.NotEqual(unknown, taken);
            Assert.Equal((0, 2, 1), (await CountAsync(dovecot, "INBOX"), await CountAsync(dovecot, "Processed"), await CountAsync(dovecot, "Failed")));

            // Killed after the commit and before the move: the same bounce is read again.
            await MoveBackAsync(dovecot);
            await ReadAsync(app);
            Assert.Single(await BounceTests.EventsAsync(app, service, unknown), one => one.Kind == "receipt");
            Assert.Equal(0, await CountAsync(dovecot, "INBOX"));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Read_messages_are_deleted_where_no_folder_is_named_for_them()
    {
        await using var dovecot = new RealDovecot();
        await dovecot.StartAsync();
        await using var postfix = new RealPostfix($"{{{Domain}=lmtp:[127.0.0.1]:{dovecot.LmtpPort}}}");
        await postfix.StartAsync("");
        var app = new MailApp(postfix, Domain, Settings(dovecot, "INBOX", ""));
        await app.InitializeAsync();
        try
        {
            await SendAsync(postfix, "no bounce at all");
            var (service, unknown) = await app.SendAsync("nobody@dest.test");
            await WaitForMailAsync(dovecot, count: 2);

            // Two hosts may read at the same time.
            await Task.WhenAll(ReadAsync(app), ReadAsync(app));

            Assert.Equal("permanent-failure", (await BounceTests.FinalAsync(app, postfix, service, unknown)).GetProperty("status").GetString());
            Assert.Single(await BounceTests.EventsAsync(app, service, unknown), one => one.Kind == "receipt");
            Assert.Equal(0, await CountAsync(dovecot, "INBOX"));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Complaint_is_read_and_keeps_the_service_from_writing_there_again()
    {
        await using var dovecot = new RealDovecot();
        await dovecot.StartAsync();
        await using var postfix = new RealPostfix($"{{{Domain}=lmtp:[127.0.0.1]:{dovecot.LmtpPort}}}");
        await postfix.StartAsync("");
        var app = new MailApp(postfix, Domain, Settings(dovecot, "INBOX", ""));
        await app.InitializeAsync();
        try
        {
            var (service, id) = await app.SendAsync("amala@dest.test");
            await service.WaitAsync(id, "sending");
            await ComplainAsync(postfix, app.Services.GetRequiredService<ReturnPath>().For(id)!);
            await WaitForMailAsync(dovecot, count: 1);

            await ReadAsync(app);

            Assert.Equal("sending", (await service.WaitAsync(id, "sending")).GetProperty("status").GetString());
            Assert.StartsWith(
                "complaint abuse", Assert.Single(await BounceTests.EventsAsync(app, service, id), one => one.Kind == "receipt").Reason, StringComparison.Ordinal);
            await using var command = app.DataSource.CreateCommand("select count(*) from suppressions where service_id = $1 and recipient = 'amala@dest.test' and reason = 'complaint'");
            command.Parameters.Add(new() { Value = service.Service.Id });
            Assert.Equal(1L, await command.ExecuteScalarAsync());
            Assert.Equal(0, await CountAsync(dovecot, "INBOX"));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Missing_folder_or_wrong_password_loses_nothing_and_stops_nothing()
    {
        await using var dovecot = new RealDovecot();
        await dovecot.StartAsync();
        await using var postfix = new RealPostfix($"{{{Domain}=lmtp:[127.0.0.1]:{dovecot.LmtpPort}}}");
        await postfix.StartAsync("");
        await SendAsync(postfix, "no bounce at all");
        await WaitForMailAsync(dovecot, count: 1);
        foreach (var wrong in new[] { Settings(dovecot, "Nowhere", ""), new(Settings(dovecot, "INBOX", "")) { ["Notify:Bounces:Imap:Password"] = "wrong" } })
        {
            var app = new MailApp(postfix, Domain, wrong);
            await app.InitializeAsync();
            try
            {
                await ReadAsync(app);
            }
            finally
            {
                await app.DisposeAsync();
            }

            Assert.Equal(1, await CountAsync(dovecot, "INBOX"));
        }
    }

    private static Dictionary<string, string?> Settings(RealDovecot dovecot, string folder, string processed) => new()
    {
        ["Notify:Bounces:Imap:Host"] = "localhost",
        ["Notify:Bounces:Imap:Port"] = dovecot.ImapPort.ToString(CultureInfo.InvariantCulture),
        ["Notify:Bounces:Imap:Username"] = RealDovecot.User,
        ["Notify:Bounces:Imap:Password"] = RealDovecot.Password,
        ["Notify:Bounces:Imap:TrustedCertificatesFile"] = dovecot.CertificateFile,
        ["Notify:Bounces:Imap:Folder"] = folder,
        ["Notify:Bounces:Imap:ProcessedFolder"] = processed,
    };

    private static async Task ReadAsync(MailApp app)
    {
        using var scope = app.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<ReadBouncesJob>().RunAsync(CancellationToken.None);
    }

    private static async Task SendAsync(RealPostfix postfix, string text)
    {
        using var message = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = string.Join("\r\n", text.Chunk(70).Select(line => new string(line))) } };
        message.From.Add(new MailboxAddress("", "eve@elsewhere.test"));
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", postfix.Port, SecureSocketOptions.None);
        await client.SendAsync(message, new MailboxAddress("", "eve@elsewhere.test"), [new MailboxAddress("", $"bounce@{Domain}")]);
        await client.DisconnectAsync(quit: true);
    }

    /// <summary>A mailbox provider's report of abuse (RFC 5965), sent to the bounce address.</summary>
    private static async Task ComplainAsync(RealPostfix postfix, string returnPath)
    {
        var report = new MultipartReport("feedback-report") { new TextPart("plain") { Text = "This is a report of abuse." } };
        var feedback = new MessageFeedbackReport();
        feedback.Fields.Add("Feedback-Type", "abuse");
        feedback.Fields.Add("User-Agent", "MailboxProvider/1.0");
        feedback.Fields.Add("Version", "1");
        feedback.Fields.Add("Original-Mail-From", $"<{returnPath}>");
        feedback.Fields.Add("Original-Rcpt-To", "<amala@dest.test>");
        report.Add(feedback);
        report.Add(new TextRfc822Headers { Message = new MimeMessage { Subject = "Hello" } });
        using var message = new MimeMessage { Body = report, Subject = "FW: Hello" };
        message.From.Add(new MailboxAddress("", "feedback@mailboxes.test"));
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", postfix.Port, SecureSocketOptions.None);
        await client.SendAsync(message, new MailboxAddress("", "feedback@mailboxes.test"), [new MailboxAddress("", $"bounce@{Domain}")]);
        await client.DisconnectAsync(quit: true);
    }

    private static async Task WaitForMailAsync(RealDovecot dovecot, int count)
    {
        for (var i = 0; i < 300 && await CountAsync(dovecot, "INBOX") < count; i++)
        {
            await Task.Delay(100);
        }

        Assert.True(await CountAsync(dovecot, "INBOX") == count, dovecot.Log);
    }

    private static async Task<int> CountAsync(RealDovecot dovecot, string folder)
    {
        using var client = await OpenAsync(dovecot);
        var found = await client.GetFolderAsync(folder);
        await found.OpenAsync(FolderAccess.ReadOnly);
        return found.Count;
    }

    private static async Task MoveBackAsync(RealDovecot dovecot)
    {
        using var client = await OpenAsync(dovecot);
        var found = await client.GetFolderAsync("Processed");
        await found.OpenAsync(FolderAccess.ReadWrite);
        await found.MoveToAsync(await found.SearchAsync(MailKit.Search.SearchQuery.All), client.Inbox);
    }

    private static async Task<ImapClient> OpenAsync(RealDovecot dovecot)
    {
        var client = new ImapClient
        {
            ServerCertificateValidationCallback = (_, certificate, _, _) =>
                certificate?.GetCertHashString() == X509CertificateLoader.LoadCertificateFromFile(dovecot.CertificateFile).GetCertHashString(),
        };
        await client.ConnectAsync("localhost", dovecot.ImapPort, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(RealDovecot.User, RealDovecot.Password);
        return client;
    }
}
