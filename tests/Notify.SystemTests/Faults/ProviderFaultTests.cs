using Notify.TestKit.Faults;
using Notify.TestKit.Server;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>A mail server and a carrier of texts that are down, slow, busy, talk rubbish, reset connections, refuse every tenth. Each fault has an
/// installation of its own, and they wait at once: most of the time is the pause before a message is sent again that may have gone out.</summary>
public sealed class ProviderFaultTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Installations that start and post at once.</summary>
    private readonly SemaphoreSlim _busy = new(3);

    public void Dispose() => _busy.Dispose();

    [Fact]
    public async Task Whatever_mail_server_and_carrier_of_texts_do_nothing_is_lost()
    {
        // Those that wait longest first.
        var slow = SlowAsync();
        var all = await Task.WhenAll(
            RunAsync("reset", IsFirstOfEvery(10, ServerFault.Resets)),
            RunAsync("talk rubbish", IsFirstOfEvery(10, ServerFault.AnswersRubbish)),
            RunAsync("are busy", IsFirstOfEvery(10, ServerFault.IsBusy)),
            RunAsync("are down", _ => { }, Form.Down),
            RunAsync("go away in the middle", server => server.Delay = TimeSpan.FromMilliseconds(20), Form.Down, isMidway: true),
            RunAsync("refuse every tenth", server => server.Behaviour = (recipient, _) => server.NumberOf(recipient) % 10 == 1 ? ServerFault.Refuses : ServerFault.None),
            slow);
        var refusing = all[^2];
        Assert.All(all, tally => Assert.Equal(0, tally.Lost));

        // Where nothing was taken without an answer, nothing may come twice; of those that went away, what was on a connection.
        Assert.All(all[..^1].Where(tally => !ReferenceEquals(tally, all[^3])), tally => Assert.Equal(0, tally.Doubled));
        Assert.InRange(all[^3].Doubled, 0, 16 + 32);
        Assert.All(all.Where(tally => !ReferenceEquals(tally, refusing)), tally => Assert.Equal((0, (long)tally.Accepted), (tally.Failed, tally.Delivered)));
        Assert.Equal((refusing.Accepted + 9) / 10, refusing.Failed);
        Assert.Equal(refusing.Accepted - refusing.Failed, refusing.Delivered);
    }

    private static Action<CountingServer> IsFirstOfEvery(int many, ServerFault fault) =>
        server => server.Behaviour = (recipient, tries) => server.IsFirstOfEvery(many, recipient, tries) ? fault : ServerFault.None;

    /// <summary>Every fifth first try is answered half a minute later, long after the client has gone; the server keeps it all the same, the
    /// worst case: each of those comes twice at most, and no other does. A receipt that comes in time spares a text its second try.</summary>
    private Task<Tally> SlowAsync() => RunAsync("are slow", IsFirstOfEvery(5, ServerFault.IsSlow), settings: [("Notify:Smtp:Timeout", "00:00:03")], look: server =>
        Assert.DoesNotContain(server.Arrivals, arrival => arrival.Value > (server.IsFirstOfEvery(5, arrival.Key, 0) ? 2 : 1)));

    /// <param name="what">Both of them do.</param>
    /// <param name="arrange">Of each server, before it starts.</param>
    /// <param name="down">How long the servers are not there.</param>
    /// <param name="isMidway">That is when a third of the messages have come; else at first.</param>
    /// <param name="look">At each server, in the end.</param>
    private async Task<Tally> RunAsync(
        string what, Action<CountingServer> arrange, TimeSpan down = default, bool isMidway = false, (string Name, string Value)[]? settings = null,
        Action<CountingServer>? look = null)
    {
        await _busy.WaitAsync();
        var isBusy = true;
        var installation = new NotifyInstallation();
        try
        {
            await installation.InitializeAsync();
            CountingServer[] servers = [new CountingMailServer(), new CountingCarrier()];
            Array.ForEach(servers, arrange);
            await using var run = await FaultRun.PrepareAsync(installation.ConnectionString, installation.DataFolder, servers[0], settings ?? []);
            run.Add(servers[1]);
            await run.StartAsync("api,web,worker");
            if (down == default || isMidway)
            {
                Array.ForEach(servers, server => server.Start(run.Port));
            }

            var posting = Task.WhenAll(run.Posters.Select(poster => poster.PostAsync(Form.Messages)));
            if (isMidway)
            {
                await FaultRun.UntilAsync(() => servers.All(server => server.Arrivals.Count > Form.Messages / 3), "a third has come");
                Array.ForEach(servers, server => server.GoAway());
                await Task.Delay(down);
                Array.ForEach(servers, server => server.Listen());
            }
            else if (down != default)
            {
                await Task.Delay(down);
                Array.ForEach(servers, server => server.Start(run.Port));
            }

            await posting;
            (isBusy, _) = (false, _busy.Release());
            var refused = run.Posters.Sum(poster => poster.Accepted.Count(recipient => poster.Sink.Behaviour(recipient, 0) == ServerFault.Refuses));
            await run.DemandAllArrivedAsync(Form.Bound, refused);
            Assert.Equal(0, await run.WaitUntilAllReportedAsync(Form.Bound));
            Array.ForEach(servers, server => look?.Invoke(server));
            var tally = await run.TallyAsync();
            output.Report($"mail server and carrier {what}: {tally}");
            return tally;
        }
        finally
        {
            await installation.DisposeAsync();
            if (isBusy)
            {
                _busy.Release();
            }
        }
    }
}
