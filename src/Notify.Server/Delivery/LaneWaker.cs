using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;

namespace Notify.Server.Delivery;

/// <summary>Sees to it that a lane with something due has a drain on this host: reaches the one that lingers, else enqueues a new one
/// unless one is already waiting. Wake-ups may be lost; the sweeper looks as well.</summary>
public sealed partial class LaneWaker(IBackgroundJobClient jobs, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<LaneWaker> logger)
{
    /// <summary>An enqueued drain that has not begun after this long is taken for lost (its process may have died).</summary>
    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(Channel, Lane), LaneState> _lanes =
        (from channel in ChannelNames.Sent from lane in Enum.GetValues<Lane>() select (channel, lane))
        .ToDictionary(key => key, _ => new LaneState());

    /// <summary>Something has become due in a lane.</summary>
    public void Wake(Channel channel, Lane lane)
    {
        var state = _lanes[(channel, lane)];
        lock (state)
        {
            state.Signal.Set();
            if (state.Running > 0 || IsWaiting(state))
            {
                return;
            }

            state.WaitsSince = time.GetTimestamp();
        }

        Enqueue(channel, lane);
    }

    /// <summary>A drain has claimed a full batch: one more may help, on whichever host is free.</summary>
    public void WakeAnother(Channel channel, Lane lane)
    {
        var state = _lanes[(channel, lane)];
        lock (state)
        {
            if (IsWaiting(state) || state.Running >= options.Value.DrainsPerLane)
            {
                return;
            }

            state.WaitsSince = time.GetTimestamp();
        }

        Enqueue(channel, lane);
    }

    /// <summary>A drain came when this host could not work: the next wake-up is to enqueue another.</summary>
    public void Forget(Channel channel, Lane lane)
    {
        var state = _lanes[(channel, lane)];
        lock (state)
        {
            state.WaitsSince = null;
        }
    }

    /// <summary>Counts a drain of this host from its beginning to its end.</summary>
    /// <returns>Null when the host has enough drains in this lane.</returns>
    internal RunningDrain? Begin(Channel channel, Lane lane)
    {
        var state = _lanes[(channel, lane)];
        lock (state)
        {
            state.WaitsSince = null;
            if (state.Running >= options.Value.DrainsPerLane)
            {
                return null;
            }

            state.Running++;
            return new RunningDrain(this, channel, lane, state);
        }
    }

    private bool IsWaiting(LaneState state) =>
        state.WaitsSince is { } since && time.GetElapsedTime(since) < WaitsAtMost;

    private void Enqueue(Channel channel, Lane lane)
    {
        try
        {
            if (channel == Channel.Email)
            {
                jobs.Enqueue<DrainEmailLaneJob>(job => job.RunAsync(lane, CancellationToken.None));
            }
            else
            {
                jobs.Enqueue<DrainSmsLaneJob>(job => job.RunAsync(lane, CancellationToken.None));
            }
        }
        catch (BackgroundJobClientException e)
        {
            // The database is away; the sweeper wakes the lane when it is back.
            Forget(channel, lane);
            CannotEnqueue(channel, lane, e.InnerException?.Message ?? e.Message);
        }
    }

    [LoggerMessage(2050, LogLevel.Warning, "No drain can be enqueued for lane {Channel} {Lane}: {Reason}")]
    private partial void CannotEnqueue(Channel channel, Lane lane, string reason);

    internal sealed class LaneState
    {
        public int Running { get; set; }

        public long? WaitsSince { get; set; }

        public WakeSignal Signal { get; } = new();

        public Guid LastService { get; set; }
    }

    /// <summary>A drain at work, seen from the waker.</summary>
    internal sealed class RunningDrain(LaneWaker waker, Channel channel, Lane lane, LaneState state) : IDisposable
    {
        private bool _isOver;

        /// <summary>The service of the lane that had its turn last on this host.</summary>
        public Guid LastService
        {
            get
            {
                lock (state)
                {
                    return state.LastService;
                }
            }

            set
            {
                lock (state)
                {
                    state.LastService = value;
                }
            }
        }

        /// <summary>Waits in an empty lane.</summary>
        /// <returns>False when nothing came.</returns>
        public Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken) => state.Signal.WaitAsync(time, cancellationToken);

        /// <summary>What was said up to now is about to be looked at.</summary>
        public void Reset() => state.Signal.Reset();

        /// <summary>It claims nothing more. Doing so again changes nothing.</summary>
        public void Dispose()
        {
            bool again;
            lock (state)
            {
                if (_isOver)
                {
                    return;
                }

                _isOver = true;
                state.Running--;

                // A wake-up that came between the last look and here would be lost.
                again = state.Running == 0 && state.Signal.IsSet;
            }

            if (again)
            {
                waker.Wake(channel, lane);
            }
        }
    }
}
