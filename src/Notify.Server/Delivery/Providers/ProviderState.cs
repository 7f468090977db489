using Notify.Core.Notifications;
using Notify.Core.Providers;

namespace Notify.Server.Delivery.Providers;

/// <summary>A provider as this host sees it: its share as last read, its circuit, and how often it failed or was slow of late.</summary>
internal sealed class ProviderState(Channel channel, string name, int weight, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _paceLock = new();
    private int _failures;
    private long _paceSince = time.GetTimestamp();
    private (long All, long Slow) _pace;

    public Channel Channel => channel;

    public string Name => name;

    public ProviderCircuit Circuit { get; } = new(time);

    public int Weight { get; set; } = weight;

    /// <summary>Not before it was read from the database: a person may have switched it off.</summary>
    public bool Active { get; set; }

    /// <summary>Counts a hand-over by the time it took.</summary>
    public void Took(TimeSpan duration)
    {
        lock (_paceLock)
        {
            ForgetOldPace();
            _pace = (_pace.All + 1, _pace.Slow + (duration >= ProviderSlowness.SlowHandOver ? 1 : 0));
        }
    }

    /// <summary>Whether the hand-overs of the present minute make it slow; they are forgotten then.</summary>
    public bool TakeSlowness()
    {
        lock (_paceLock)
        {
            ForgetOldPace();
            if (!ProviderSlowness.Judge(_pace.All, _pace.Slow))
            {
                return false;
            }

            _pace = default;
            return true;
        }
    }

    private void ForgetOldPace()
    {
        if (time.GetElapsedTime(_paceSince) > Window)
        {
            (_paceSince, _pace) = (time.GetTimestamp(), default);
        }
    }

    /// <summary>Counts a failed call.</summary>
    public void Failed() => Interlocked.Increment(ref _failures);

    /// <summary>Failed calls since this was last asked.</summary>
    public int TakeFailures() => Interlocked.Exchange(ref _failures, 0);
}
