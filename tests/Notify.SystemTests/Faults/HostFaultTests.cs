using System.Net;
using Notify.Core.Notifications;
using Notify.TestKit.Faults;
using Notify.TestKit.Postgres;
using Notify.TestKit.Processes;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>Several hosts at work, one of them odd: started together, frozen past its lease, its clock set forward, cut off from the database.</summary>
public sealed class HostFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string? FakeTime = Directory.GetDirectories("/usr/lib", "*-linux-gnu")
        .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
        .FirstOrDefault(File.Exists);

    private OwnPostgres _postgres = null!;

    public async Task InitializeAsync() => _postgres = await OwnPostgres.StartAsync();

    public async Task DisposeAsync() => await _postgres.DisposeAsync();

    [Fact]
    public async Task Two_hosts_started_at_once_send_each_notification_once()
    {
        await using var run = await PrepareAsync();
        run.Sink.Start();
        var api = await run.StartAsync("api");
        await run.Poster.PostAsync(Form.Messages);
        var owners = await run.CountAsync("select last_value from notification_owner");

        var (first, firstUrl) = run.Begin("worker");
        var (second, secondUrl) = run.Begin("worker");
        await Task.WhenAll(first.WaitUntilAnsweringAsync($"{firstUrl}/health/ready"), second.WaitUntilAnsweringAsync($"{secondUrl}/health/ready"));
        await run.DemandAllArrivedAsync(Form.Bound);

        var tally = await ReportAsync("two hosts started at once", run);
        Assert.Equal((0, 0), (tally.Lost, tally.Doubled));
        Assert.True(await run.CountAsync("select last_value from notification_owner") >= owners + 1);
        Assert.False(api.HasExited);
    }

    [Theory]
    [InlineData(Channel.Email, 5, 8)]
    [InlineData(Channel.Sms, 25, 28)]
    public async Task Host_frozen_past_its_lease_and_woken_sends_nothing_that_it_no_longer_holds(Channel channel, int lease, int frozenFor)
    {
        await using var run = await FaultRun.PrepareAsync(
            _postgres.ConnectionString,
            _postgres.DataFolder,
            channel == Channel.Email ? new CountingMailServer() : new CountingCarrier(),
            ("Notify:Delivery:Lease", $"00:00:{lease:D2}"),
            ("Notify:Smtp:Timeout", "00:00:02"));
        run.Sink.Delay = TimeSpan.FromMilliseconds(100);

        // A carrier without receipts: they would settle what is in flight.
        run.Sink.Start();
        await run.StartAsync("api");
        await run.Poster.PostAsync(Form.Messages);
        var frozen = await run.StartAsync("worker");
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > 20, "messages arrive");

        await frozen.SignalAsync("STOP");
        await Task.Delay(500);
        var held = await run.HeldAsync();
        var handedOver = held.Where(run.Sink.Arrivals.ContainsKey).ToHashSet(StringComparer.Ordinal);
        var open = run.Sink.Open;
        var unsent = held.Count - handedOver.Count - open;
        await run.StartAsync("worker");
        await Task.Delay(TimeSpan.FromSeconds(frozenFor));
        await frozen.SignalAsync("CONT");
        await run.DemandAllArrivedAsync(Form.Bound);
        await Task.Delay(TimeSpan.FromSeconds(2));

        var tally = await ReportAsync($"{channel}: frozen with {unsent} claims unsent and {handedOver.Count + open} in flight, then woken", run);
        Assert.True(unsent > 0, "It held nothing but what was in flight");
        Assert.Equal(0, tally.Lost);
        Assert.InRange(run.Sink.Arrivals.Count(arrival => arrival.Value > 1 && !handedOver.Contains(arrival.Key)), 0, open);
        Assert.DoesNotContain(run.Sink.Arrivals, arrival => arrival.Value > 2);
    }

    [Theory]
    [InlineData("+3600")]
    [InlineData("-3600")]
    public async Task Host_whose_clock_jumps_by_an_hour_while_it_runs_is_not_ready_from_then_on_and_harms_nothing(string jump)
    {
        Assert.True(FakeTime is not null, "There is no libfaketime: ops/install-system-test-packages installs it");
        await using var run = await PrepareAsync(("Notify:Delivery:GiveUpAfter", "00:30:00"));
        run.Sink.Start();
        await run.StartAsync("api");
        var odd = NotifyProcess.FreePort();
        var offset = Path.Combine(_postgres.DataFolder, "clock");
        await File.WriteAllTextAsync(offset, "+0");

        // By TCP, as other hosts come.
        await using var wire = await CutWire.StartAsync(_postgres.ConnectionString);
        await run.StartAsync("api,worker", wire.ConnectionString, odd, new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = FakeTime,
            ["FAKETIME_TIMESTAMP_FILE"] = offset,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

            // Else every timed wait of the process would end at once.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        });
        await run.StartAsync("worker");
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > 100, "e-mails arrive");
        using var http = new HttpClient();
        using var before = await http.GetAsync($"http://127.0.0.1:{odd}/health/ready");

        await File.WriteAllTextAsync(offset, jump);
        var (after, reason) = (HttpStatusCode.OK, "");
        for (var i = 0; i < 100 && after == HttpStatusCode.OK; i++)
        {
            await Task.Delay(100);
            using var ready = await http.GetAsync($"http://127.0.0.1:{odd}/health/ready");
            (after, reason) = (ready.StatusCode, await ready.Content.ReadAsStringAsync());
        }

        var arrived = run.Sink.Arrivals.Count;
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > arrived + Form.Messages, "e-mails arrive after the jump");
        await run.Poster.StopAsync();
        await run.DemandAllArrivedAsync(Form.Bound);

        var tally = await ReportAsync($"the clock of one host of two jumped by {jump} s", run);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (before.StatusCode, after));
        Assert.Contains("3600 seconds", reason, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (tally.Lost, tally.Doubled, tally.Failed));
    }

    private async Task<FaultRun> PrepareAsync(params (string, string)[] settings) =>
        await FaultRun.PrepareAsync(_postgres.ConnectionString, _postgres.DataFolder, null, settings);

    private async Task<Tally> ReportAsync(string what, FaultRun run)
    {
        var tally = await run.TallyAsync();
        output.Report($"{what}: {tally}");
        return tally;
    }
}
