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

    [Fact]
    public Task Whatever_a_mail_server_or_a_carrier_of_texts_does_nothing_is_lost() => Task.WhenAll(
        NothingIsLostAsync("mail server", () => new CountingMailServer(), [("Notify:Smtp:Timeout", "00:00:03")]),
        NothingIsLostAsync("carrier", () => new CountingCarrier(), []));

    private async Task NothingIsLostAsync(string who, Func<CountingServer> make, (string, string)[] slow)
    {
        var tallies = await Task.WhenAll(
            DownAsync(who, make()),
            SlowAsync(who, make(), slow),
            MisbehavingAsync($"{who} is busy", make(), ServerFault.IsBusy),
            MisbehavingAsync($"{who} talks rubbish", make(), ServerFault.AnswersRubbish),
            MisbehavingAsync($"{who} resets", make(), ServerFault.Resets),
            RefusingAsync(who, make()));

        var (down, slowly, refusing) = (tallies[0], tallies[1], tallies[5]);
        Assert.All(tallies, tally => Assert.Equal(0, tally.Lost));

        // Where nothing was taken without an answer, nothing may come twice.
        Assert.All(tallies.Where(tally => !ReferenceEquals(tally, slowly)), tally => Assert.Equal(0, tally.Doubled));
        Assert.All(tallies.Where(tally => !ReferenceEquals(tally, refusing)), tally => Assert.Equal((long)tally.Accepted, tally.Delivered));
        Assert.Equal((refusing.Accepted + 9) / 10, refusing.Failed);
        Assert.Equal(refusing.Accepted - refusing.Failed, refusing.Delivered);
    }

    private Task<Tally> DownAsync(string who, CountingServer server) => RunAsync($"{who} is down", server, [], async run =>
    {
        await Task.Delay(Form.Down);
        server.Start(run.Port);
    });

    /// <summary>Every fifth first try is answered half a minute later, long after the client has gone; the server keeps it all the same, the
    /// worst case: each of those comes twice at most, and no other does. A receipt that comes in time spares a text its second try.</summary>
    private Task<Tally> SlowAsync(string who, CountingServer server, (string, string)[] settings)
    {
        return RunAsync($"{who} is slow", server, settings, run =>
        {
            server.Behaviour = (recipient, tries) => server.IsFirstOfEvery(5, recipient, tries) ? ServerFault.IsSlow : ServerFault.None;
            server.Start(run.Port);
            return Task.CompletedTask;
        }, () => Assert.DoesNotContain(server.Arrivals, arrival => arrival.Value > (server.IsFirstOfEvery(5, arrival.Key, 0) ? 2 : 1)));
    }

    private Task<Tally> MisbehavingAsync(string name, CountingServer server, ServerFault fault) => RunAsync(name, server, [], run =>
    {
        server.Behaviour = (recipient, tries) => server.IsFirstOfEvery(10, recipient, tries) ? fault : ServerFault.None;
        server.Start(run.Port);
        return Task.CompletedTask;
    });

    private Task<Tally> RefusingAsync(string who, CountingServer server) => RunAsync($"{who} refuses every tenth", server, [], run =>
    {
        server.Behaviour = (recipient, _) => server.NumberOf(recipient) % 10 == 1 ? ServerFault.Refuses : ServerFault.None;
        server.Start(run.Port);
        return Task.CompletedTask;
    });

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
}
