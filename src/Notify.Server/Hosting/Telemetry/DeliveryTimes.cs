using System.Diagnostics.Metrics;
using Notify.Core.Notifications;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>How long notifications took from acceptance, or the time they were scheduled for, to their delivery, whoever told it: the hand-over where
/// acceptance counts as delivery, else a receipt. Test keys count nowhere.</summary>
public sealed class DeliveryTimes
{
    private readonly Histogram<double> _duration;

    public DeliveryTimes(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _duration = meters.Create("Notify.Deliveries").CreateHistogram<double>(
            "notify.delivery.duration", "s", "From acceptance, or the time it was scheduled for, to the news that it was delivered");
    }

    public void Delivered(Channel channel, Lane lane, TimeSpan after) =>
        _duration.Record(Math.Max(0, after.TotalSeconds), new("notification.type", channel.Wire()), new KeyValuePair<string, object?>("lane", lane.Wire()));
}
