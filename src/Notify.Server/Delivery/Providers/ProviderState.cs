using Notify.Core.Notifications;
using Notify.Core.Providers;

namespace Notify.Server.Delivery.Providers;

/// <summary>A provider as this host sees it: its share as last read, its circuit, and how often it failed of late.</summary>
internal sealed class ProviderState(Channel channel, string name, int weight, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _failures = new();

    public Channel Channel => channel;

    public string Name => name;

    public ProviderCircuit Circuit { get; } = new(time);

    public int Weight { get; set; } = weight;

    public bool Active { get; set; } = true;

    /// <summary>Counts a failed call.</summary>
    /// <returns>Whether there were more than <paramref name="most"/> within a minute; they are forgotten then.</returns>
    public bool Failed(int most)
    {
        lock (_failures)
        {
            var now = time.GetTimestamp();
            _failures.Enqueue(now);
            while (time.GetElapsedTime(_failures.Peek(), now) > Window)
            {
                _failures.Dequeue();
            }

            if (_failures.Count <= most)
            {
                return false;
            }

            _failures.Clear();
            return true;
        }
    }
}
