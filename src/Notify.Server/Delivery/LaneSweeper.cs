using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Delivery.Providers;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>Looks every second for what fell through: rows held by dead workers or past their lease, and lanes with due rows and no drain.</summary>
public sealed partial class LaneSweeper(
    QueueStore queue, LaneWaker waker, Worker worker, ProviderChoice choice, DeliveryMetrics metrics, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<LaneSweeper> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    /// <summary>After an interruption of the database others may be coming back with records of what they sent: they go first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at the whole queue, for the metrics.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(15);

    /// <summary>Between two looks for what is too old, in channels whose providers take nothing.</summary>
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromSeconds(5);

    private bool _wasAway;
    private long? _expiredAt;
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
            catch (Exception e) when (DatabaseFaults.IsOne(e))
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

        if (_expiredAt is not { } expiredAt || time.GetElapsedTime(expiredAt) >= ExpireEvery)
        {
            _expiredAt = time.GetTimestamp();
            await ExpireAsync(cancellationToken);
        }

        if (_countedAt is not { } countedAt || time.GetElapsedTime(countedAt) >= CountEvery)
        {
            _countedAt = time.GetTimestamp();
            metrics.Queue(await queue.FiguresAsync(cancellationToken));
        }
    }

    /// <summary>Drains judge the age of what they claim, and claim nothing while no provider of the channel has room.</summary>
    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in ChannelNames.Sent.Where(channel => choice.Room(channel) <= 0))
        {
            foreach (var lane in Enum.GetValues<Lane>())
            {
                var age = options.Value.GiveUpAfterIn(lane);
                while (await queue.ExpireAsync(channel, lane, age, RetrySchedule.ExpiredReason(age), BatchSize, cancellationToken) is > 0 and var count)
                {
                    metrics.Expired(channel, count);
                    Expired(count, channel, lane);
                }
            }
        }
    }

    [LoggerMessage(2032, LogLevel.Warning, "{Count} notifications of lane {Channel} {Lane} expired while no provider took any")]
    private partial void Expired(int count, Channel channel, Lane lane);

    [LoggerMessage(2030, LogLevel.Warning, "Freed {Count} notifications that a dead or stuck worker held")]
    private partial void Freed(int count);

    [LoggerMessage(2031, LogLevel.Warning, "Cannot sweep the queue: {Reason}")]
    private partial void CannotSweep(string reason);
}
