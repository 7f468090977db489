using Microsoft.Extensions.Options;
using Notify.Data.Notifications;
using Npgsql;

namespace Notify.Server.Delivery;

/// <summary>Looks every second for what fell through: rows held by dead workers or past their lease, and lanes with due rows and no drain.</summary>
public sealed partial class LaneSweeper(
    QueueStore queue, LaneWaker waker, Worker worker, DeliveryMetrics metrics, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<LaneSweeper> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    /// <summary>After an interruption of the database others may be coming back with records of what they sent: they go first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at the whole queue, for the metrics.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(15);

    private bool _wasAway;
    private long? _countedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.SweepEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                if (!_wasAway)
                {
                    CannotSweep(e.Message);
                }

                _wasAway = true;
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (worker.Owner is null)
        {
            _wasAway = true;
            return;
        }

        if (!_wasAway || time.GetElapsedTime(worker.Since) > Grace)
        {
            _wasAway = false;
            var freed = await queue.FreeAsync(BatchSize, cancellationToken);
            if (freed > 0)
            {
                metrics.Freed(freed);
                Freed(freed);
            }
        }

        foreach (var (channel, lane) in await queue.DueLanesAsync(cancellationToken))
        {
            waker.Wake(channel, lane);
        }

        if (_countedAt is not { } countedAt || time.GetElapsedTime(countedAt) >= CountEvery)
        {
            _countedAt = time.GetTimestamp();
            metrics.Queue(await queue.FiguresAsync(cancellationToken));
        }
    }

    [LoggerMessage(2030, LogLevel.Warning, "Freed {Count} notifications that a dead or stuck worker held")]
    private partial void Freed(int count);

    [LoggerMessage(2031, LogLevel.Warning, "Cannot sweep the queue: {Reason}")]
    private partial void CannotSweep(string reason);
}
