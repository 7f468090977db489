using System.Net;
using Notify.TestKit.Faults;
using Notify.TestKit.Postgres;
using Notify.TestKit.Server;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>Two hosts in network namespaces of their own, and a cut between one of them and the database: packets vanish, no connection is
/// closed, while the mail server can still be reached.</summary>
public sealed class NetworkCutTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly IPAddress MailServer = IPAddress.Parse("10.213.0.1");

    private readonly NotifyInstallation _installation = new();
    private readonly string _run = Random.Shared.Next(0x1000, 0xffff).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    public async Task InitializeAsync()
    {
        await _installation.InitializeAsync();

        // Each host has one link to the mail server's address and one to the database.
        await Shell.RunAsync("ip", "address", "add", $"{MailServer}/32", "dev", "lo");
        foreach (var host in new[] { 1, 2 })
        {
            await Shell.RunAsync("ip", "netns", "add", Namespace(host));
            await Shell.RunAsync("ip", "-n", Namespace(host), "link", "set", "lo", "up");
            await LinkAsync(host, "d", $"10.213.{host}");
            await LinkAsync(host, "s", $"10.213.1{host}");
            await Shell.RunAsync("ip", "-n", Namespace(host), "route", "add", $"{MailServer}/32", "via", $"10.213.1{host}.1");
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var host in new[] { 1, 2 })
        {
            await Shell.TryRunAsync("ip", "netns", "delete", Namespace(host));
        }

        await Shell.TryRunAsync("ip", "address", "delete", $"{MailServer}/32", "dev", "lo");
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task Host_cut_off_from_the_database_keeps_nothing_from_being_sent_and_doubles_only_what_it_held()
    {
        await using var run = await FaultRun.PrepareAsync(
            _installation.ConnectionString,
            _installation.DataFolder,
            new CountingMailServer(MailServer),
            ("Notify:Smtp:Host", MailServer.ToString()),
            ("Notify:Delivery:Lease", "00:00:10"),
            ("Notify:Smtp:Timeout", "00:00:04"));
        run.Sink.Delay = TimeSpan.FromMilliseconds(50);
        run.Sink.Start();
        await using var firstWire = await CutWire.StartAsync(_installation.ConnectionString, IPAddress.Parse("10.213.1.1"));
        await using var secondWire = await CutWire.StartAsync(_installation.ConnectionString, IPAddress.Parse("10.213.2.1"));
        await run.StartAsync("api");
        var (first, _) = run.Begin("worker", firstWire.ConnectionString, launcher: ["ip", "netns", "exec", Namespace(1)]);
        var (second, _) = run.Begin("worker", secondWire.ConnectionString, launcher: ["ip", "netns", "exec", Namespace(2)]);
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > 200, "e-mails arrive");

        await Shell.RunAsync("ip", "link", "set", Link("d", 1), "down");
        var held = await run.HeldAsync();
        await Task.Delay(Form.Away);
        var arrived = run.Sink.Arrivals.Count;
        await Task.Delay(TimeSpan.FromSeconds(5));
        var sentMeanwhile = run.Sink.Arrivals.Count - arrived;
        var during = run.Poster.Count;
        await Shell.RunAsync("ip", "link", "set", Link("d", 1), "up");
        await FaultRun.UntilAsync(() => run.Poster.Count > during, "the API accepts");
        await run.Poster.StopAsync();
        await run.DemandAllArrivedAsync(Form.Bound);

        var tally = await run.TallyAsync();
        output.Report($"one host of two cut off, {held.Count} rows held at the cut, {sentMeanwhile} sent in its last 5 s: {tally}");
        Assert.Equal(0, tally.Lost);
        Assert.True(sentMeanwhile > 50, "The other host did not go on sending");
        Assert.DoesNotContain(run.Sink.Arrivals, arrival => arrival.Value > 2 || (arrival.Value == 2 && !held.Contains(arrival.Key)));
        Assert.False(first.HasExited, first.Errors);
        Assert.False(second.HasExited, second.Errors);
    }

    private async Task LinkAsync(int host, string kind, string network)
    {
        await Shell.RunAsync("ip", "link", "add", Link(kind, host), "type", "veth", "peer", "name", "eth" + kind, "netns", Namespace(host));
        await Shell.RunAsync("ip", "address", "add", $"{network}.1/30", "dev", Link(kind, host));
        await Shell.RunAsync("ip", "link", "set", Link(kind, host), "up");
        await Shell.RunAsync("ip", "-n", Namespace(host), "address", "add", $"{network}.2/30", "dev", "eth" + kind);
        await Shell.RunAsync("ip", "-n", Namespace(host), "link", "set", "eth" + kind, "up");
    }

    private string Namespace(int host) => $"notify-{_run}-{host}";

    private string Link(string kind, int host) => $"nf{_run}{kind}{host}";
}
