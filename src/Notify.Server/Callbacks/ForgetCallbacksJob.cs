using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Data.Callbacks;

namespace Notify.Server.Callbacks;

/// <summary>Deletes the log of callbacks that is past its time, and gives up what waits for receivers that have been off for as long. Safe to run
/// twice, anywhere.</summary>
internal sealed partial class ForgetCallbacksJob(CallbackQueueStore queue, IOptions<CallbackOptions> options, ILogger<ForgetCallbacksJob> logger)
{
    private const int BatchSize = 10_000;

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (forgotten, givenUp) = (0L, 0L);
        (long Forgotten, long GivenUp) done;
        do
        {
            done = await queue.ForgetAsync(options.Value.KeepAttempts, options.Value.KeepAttemptsAtMost, BatchSize, cancellationToken);
            forgotten += done.Forgotten;
            givenUp += done.GivenUp;
        }
        while (done.Forgotten >= BatchSize || done.GivenUp >= BatchSize);

        Forgot(forgotten);
        if (givenUp > 0)
        {
            GaveUp(givenUp);
        }
    }

    [LoggerMessage(5024, LogLevel.Information, "Forgot {Count} attempts of callbacks")]
    private partial void Forgot(long count);

    [LoggerMessage(5026, LogLevel.Warning, "Gave up {Count} callbacks that waited too long for receivers that are switched off; the services' logs of attempts name them")]
    private partial void GaveUp(long count);
}
