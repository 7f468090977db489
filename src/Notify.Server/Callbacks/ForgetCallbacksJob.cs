using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Data.Callbacks;

namespace Notify.Server.Callbacks;

/// <summary>Deletes the log of callbacks that is past its time. Safe to run twice, anywhere.</summary>
internal sealed partial class ForgetCallbacksJob(CallbackQueueStore queue, IOptions<CallbackOptions> options, ILogger<ForgetCallbacksJob> logger)
{
    private const int BatchSize = 10_000;

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var total = 0L;
        long deleted;
        do
        {
            deleted = await queue.ForgetAsync(options.Value.KeepAttempts, options.Value.KeepAttemptsAtMost, BatchSize, cancellationToken);
            total += deleted;
        }
        while (deleted >= BatchSize);

        Forgot(total);
    }

    [LoggerMessage(5024, LogLevel.Information, "Forgot {Count} attempts of callbacks")]
    private partial void Forgot(long count);
}
