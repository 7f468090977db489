using Notify.TestKit.Faults;
using Notify.TestKit.Server;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>A mail server that is down, slow, talks rubbish, resets connections, refuses every tenth. Each has an installation of its own,
/// and they run at once: most of the time is the pause before a message is sent again that may have gone out.</summary>
public sealed class ProviderFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_a_mail_server_does_nothing_is_lost()
    {
        var tallies = await Task.WhenAll(DownAsync(), SlowAsync(), MisbehavingAsync("rubbish", MailServerFault.AnswersRubbish), MisbehavingAsync("resets", MailServerFault.Resets), RefusingAsync());

        var (down, slow, rubbish, resets, refusing) = (tallies[0], tallies[1], tallies[2], tallies[3], tallies[4]);
        Assert.All(tallies, tally => Assert.Equal(0, tally.Lost));

        // Where nothing was taken without an answer, nothing may come twice.
        Assert.All(new[] { down, rubbish, resets, refusing }, tally => Assert.Equal(0, tally.Doubled));
        Assert.All(new[] { down, slow, rubbish, resets }, tally => Assert.Equal((long)tally.Accepted, tally.Delivered));
        Assert.Equal((refusing.Accepted + 9) / 10, refusing.Failed);
        Assert.Equal(refusing.Accepted - refusing.Failed, refusing.Delivered);
    }

    private Task<Tally> DownAsync() => RunAsync("down", [], async run =>
    {
        await Task.Delay(Form.Down);
        run.Sink.Start();
    });

    /// <summary>Every fifth first try is answered half a minute later, long after the client has gone; the server keeps it all the same, the
    /// worst case: each of those comes twice and no other.</summary>
    private async Task<Tally> SlowAsync()
    {
        var slow = 0;
        var tally = await RunAsync("slow", [("Notify:Smtp:Timeout", "00:00:03")], run =>
        {
            run.Sink.Behaviour = (recipient, tries) => tries == 0 && NumberOf(recipient) % 5 == 0 ? MailServerFault.IsSlow : MailServerFault.None;
            run.Sink.Start();
            return Task.CompletedTask;
        }, run => slow = run.Poster.Accepted.Count(recipient => NumberOf(recipient) % 5 == 0));
        Assert.InRange(tally.Doubled, 0, slow);
        return tally;
    }

    private Task<Tally> MisbehavingAsync(string name, MailServerFault fault) => RunAsync(name, [], run =>
    {
        run.Sink.Behaviour = (recipient, tries) => tries == 0 && NumberOf(recipient) % 10 == 0 ? fault : MailServerFault.None;
        run.Sink.Start();
        return Task.CompletedTask;
    });

    private Task<Tally> RefusingAsync() => RunAsync("refuses every tenth", [], run =>
    {
        run.Sink.Behaviour = (recipient, _) => NumberOf(recipient) % 10 == 1 ? MailServerFault.Refuses : MailServerFault.None;
        run.Sink.Start();
        return Task.CompletedTask;
    });

    private async Task<Tally> RunAsync(string name, (string, string)[] settings, Func<FaultRun, Task> hurtAsync, Action<FaultRun>? look = null)
    {
        var installation = new NotifyInstallation();
        await installation.InitializeAsync();
        try
        {
            await using var run = await FaultRun.PrepareAsync(installation.ConnectionString, installation.DataFolder, null, settings);
            await run.StartAsync("api,web,worker");
            var hurt = hurtAsync(run);
            await run.Poster.PostAsync(Form.Emails);
            await hurt;
            var refused = run.Poster.Accepted.Count(recipient => run.Sink.Behaviour(recipient, 0) == MailServerFault.Refuses);
            await run.DemandAllArrivedAsync(Form.Bound, refused);
            look?.Invoke(run);
            var tally = await run.TallyAsync();
            output.Report($"{name}: {tally}");
            return tally;
        }
        finally
        {
            await installation.DisposeAsync();
        }
    }

    private static int NumberOf(string recipient) => int.Parse(recipient.AsSpan(1, recipient.IndexOf('@', StringComparison.Ordinal) - 1), System.Globalization.CultureInfo.InvariantCulture);
}
