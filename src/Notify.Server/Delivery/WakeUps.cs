using System.Collections.Concurrent;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>Says that a lane has got something, after the commit: to the worker in this process, or through the database to those on other hosts.</summary>
public sealed partial class WakeUps(WakeSender sender, TimeProvider time, ILogger<WakeUps> logger, LaneWaker? waker = null) : BackgroundService
{
    /// <summary>Through the database a lane is named at most this often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(Channel, Lane), bool> _lanes = new();
    private readonly WakeSignal _signal = new();

    /// <summary>Returns at once: a request does not wait for it.</summary>
    public void Wake(Channel channel, Lane lane)
    {
        _lanes[(channel, lane)] = true;
        _signal.Set();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _signal.WaitUnlessStoppedAsync(stoppingToken))
        {
            _signal.Reset();
            var lanes = _lanes.Keys.Where(lane => _lanes.TryRemove(lane, out _)).ToList();
            if (waker is null)
            {
                await NotifyAsync(lanes, stoppingToken);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            foreach (var (channel, lane) in lanes)
            {
                waker.Wake(channel, lane);
            }
        }
    }

    private async Task NotifyAsync(List<(Channel Channel, Lane Lane)> lanes, CancellationToken cancellationToken)
    {
        try
        {
            await sender.SendAsync(lanes, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A stop: the sweepers find the rows.
        }
        catch (Exception e) when (DatabaseFaults.IsOne(e))
        {
            // The workers' sweepers find the rows.
            CannotNotify(e.Message);
        }
    }

    [LoggerMessage(2040, LogLevel.Warning, "Workers cannot be woken: {Reason}")]
    private partial void CannotNotify(string reason);
}
