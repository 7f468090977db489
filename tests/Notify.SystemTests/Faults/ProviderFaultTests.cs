using Notify.TestKit.Faults;
using Notify.TestKit.Server;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>A mail server, or a carrier of texts, that is down, slow, busy, talks rubbish, resets connections, refuses every tenth. Each has an
/// installation of its own, and they wait at once: most of the time is the pause before a message is sent again that may have gone out.</summary>
public sealed class ProviderFaultTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Installations that start and post at once.</summary>
    private readonly SemaphoreSlim _busy = new(4);

    public void Dispose() => _busy.Dispose();

    private static readonly Provider[] Both =
    [
        new("mail server", () => new CountingMailServer(), [("Notify:Smtp:Timeout", "00:00:03")]),
        new("carrier", () => new CountingCarrier(), []),
    ];

    [Fact]
    public async Task Whatever_a_mail_server_or_a_carrier_of_texts_does_nothing_is_lost()
    {
        // Those that wait longest first.
        var slow = OfBoth(SlowAsync);
        var resetting = OfBoth(who => MisbehavingAsync($"{who.Name} resets", who, ServerFault.Resets));
        var babbling = OfBoth(who => MisbehavingAsync($"{who.Name} talks rubbish", who, ServerFault.AnswersRubbish));
        var busy = OfBoth(who => MisbehavingAsync($"{who.Name} is busy", who, ServerFault.IsBusy));
        var down = OfBoth(DownAsync);
        var refusing = OfBoth(RefusingAsync);

        // Where nothing was taken without an answer, nothing may come twice.
        Tally[] once = [.. await resetting, .. await babbling, .. await busy, .. await down];
        Assert.All([.. once, .. await slow, .. await refusing], tally => Assert.Equal(0, tally.Lost));
        Assert.All([.. once, .. await refusing], tally => Assert.Equal(0, tally.Doubled));
        Assert.All([.. once, .. await slow], tally => Assert.Equal((long)tally.Accepted, tally.Delivered));
        Assert.All(await refusing, tally => Assert.Equal((tally.Accepted + 9) / 10, tally.Failed));
        Assert.All(await refusing, tally => Assert.Equal(tally.Accepted - tally.Failed, tally.Delivered));
    }

    private static Task<Tally[]> OfBoth(Func<Provider, Task<Tally>> fault) => Task.WhenAll(Both.Select(fault));

    private Task<Tally> DownAsync(Provider who)
    {
        var server = who.Make();
        return RunAsync($"{who.Name} is down", server, [], async run =>
        {
            await Task.Delay(Form.Down);
            server.Start(run.Port);
        });
    }

    /// <summary>Every fifth first try is answered half a minute later, long after the client has gone; the server keeps it all the same, the
    /// worst case: each of those comes twice at most, and no other does. A receipt that comes in time spares a text its second try.</summary>
    private Task<Tally> SlowAsync(Provider who)
    {
        var server = who.Make();
        server.Behaviour = (recipient, tries) => server.IsFirstOfEvery(5, recipient, tries) ? ServerFault.IsSlow : ServerFault.None;
        return RunAsync($"{who.Name} is slow", server, who.SlowSettings, run => Started(server, run), () =>
            Assert.DoesNotContain(server.Arrivals, arrival => arrival.Value > (server.IsFirstOfEvery(5, arrival.Key, 0) ? 2 : 1)));
    }

    private Task<Tally> MisbehavingAsync(string name, Provider who, ServerFault fault)
    {
        var server = who.Make();
        server.Behaviour = (recipient, tries) => server.IsFirstOfEvery(10, recipient, tries) ? fault : ServerFault.None;
        return RunAsync(name, server, [], run => Started(server, run));
    }

    private Task<Tally> RefusingAsync(Provider who)
    {
        var server = who.Make();
        server.Behaviour = (recipient, _) => server.NumberOf(recipient) % 10 == 1 ? ServerFault.Refuses : ServerFault.None;
        return RunAsync($"{who.Name} refuses every tenth", server, [], run => Started(server, run));
    }

    private static Task Started(CountingServer server, FaultRun run)
    {
        server.Start(run.Port);
        return Task.CompletedTask;
    }

    private async Task<Tally> RunAsync(string name, CountingServer server, (string, string)[] settings, Func<FaultRun, Task> hurtAsync, Action? look = null)
    {
        await _busy.WaitAsync();
        var isBusy = true;
        var installation = new NotifyInstallation();
        try
        {
            await installation.InitializeAsync();
            await using var run = await FaultRun.PrepareAsync(installation.ConnectionString, installation.DataFolder, server, settings);
            await run.StartAsync("api,web,worker");
            var hurt = hurtAsync(run);
            await run.Poster.PostAsync(Form.Messages);
            await hurt;
            (isBusy, _) = (false, _busy.Release());
            var refused = run.Poster.Accepted.Count(recipient => server.Behaviour(recipient, 0) == ServerFault.Refuses);
            await run.DemandAllArrivedAsync(Form.Bound, refused);
            Assert.Equal(0, await run.WaitUntilAllReportedAsync(Form.Bound));
            look?.Invoke();
            var tally = await run.TallyAsync();
            output.Report($"{name}: {tally}");
            return tally;
        }
        finally
        {
            if (isBusy)
            {
                _busy.Release();
            }

            await installation.DisposeAsync();
        }
    }

    /// <param name="SlowSettings">Of the hosts that send to it while it is slow.</param>
    private sealed record Provider(string Name, Func<CountingServer> Make, (string Name, string Value)[] SlowSettings);
}
