using Hangfire;
using Notify.Data.Callbacks;
using Notify.Server.Delivery;
using Notify.Server.Hosting;

namespace Notify.Server.Callbacks;

/// <summary>Looks twice a second whether callbacks are due and nobody on this host sends them, and frees what dead workers hold.</summary>
internal sealed partial class CallbackSweeper(
    CallbackQueueStore queue, CallbackDrain drain, Worker worker, IBackgroundJobClient jobs, TimeProvider time, ILogger<CallbackSweeper> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>An enqueued drain that has not begun after this long is taken for lost.</summary>
    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(10);

    /// <summary>After an interruption others may be coming back with records of what they sent: they go first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private long? _enqueuedAt;
    private bool _wasAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await SweepAsync(stoppingToken);
                _wasAway = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e) || e is BackgroundJobClientException)
            {
                if (!_wasAway)
                {
                    CannotSweep(e.InnerException?.Message ?? e.Message);
                }

                _wasAway = true;
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await drain.RecordKeptAsync();
        if (worker.Owner is null)
        {
            return;
        }

        if (time.GetElapsedTime(worker.Since) > Grace && await queue.FreeAsync(BatchSize, cancellationToken) is > 0 and var freed)
        {
            Freed(freed);
        }

        if (drain.IsRunning)
        {
            _enqueuedAt = null;
            return;
        }

        var waits = _enqueuedAt is { } since && time.GetElapsedTime(since) < WaitsAtMost;
        if (!waits && await queue.IsDueAsync(cancellationToken))
        {
            _enqueuedAt = time.GetTimestamp();
            jobs.Enqueue<DrainCallbacksJob>(job => job.RunAsync(CancellationToken.None));
        }
    }

    [LoggerMessage(4010, LogLevel.Warning, "Freed {Count} callbacks that a dead or stuck worker held")]
    private partial void Freed(int count);

    [LoggerMessage(4011, LogLevel.Warning, "Cannot sweep the callbacks: {Reason}")]
    private partial void CannotSweep(string reason);
}
