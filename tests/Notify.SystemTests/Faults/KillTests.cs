using Notify.TestKit.Faults;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>SIGKILL of worker, API and PostgreSQL under load.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_at_random_moments_loses_nothing_and_doubles_only_what_was_in_flight()
    {
        var result = await KillRounds.RunAsync(Form.Rounds, Random.Shared.Next(), output.Report);

        output.Report($"kills: {result}");
        Assert.True(result.Accepted > 0);
        Assert.Equal(0, result.Lost);
        Assert.True(result.InFlightAtKill > 0, "Nothing was in flight at any kill: the rounds prove nothing");
        Assert.InRange(result.Doubled, 0, result.InFlightAtKill);
        Assert.Equal((0, 0L), (result.Unexplained, result.Unreported));
        Assert.True(result.IsQueueEmpty, "Rows are left in the queue");
        Assert.InRange(result.RecoverySeconds, 0, KillResult.MostRecoverySeconds);
    }
}
