using System.Diagnostics.Metrics;
using Notify.Core.Notifications;

namespace Notify.Server.Maintenance;

/// <summary>How notifications ended, in figures, whichever way they came to it: hand-over, receipt, bounce, time-out, cancelling. Counted once for
/// all hosts, by the one that folds the change into the totals. Test keys count nowhere.</summary>
internal sealed class EndMetrics
{
    private readonly Counter<long> _ended;

    public EndMetrics(IMeterFactory meters) =>
        _ended = meters.Create("Notify.Totals").CreateCounter<long>("notify.ended", "{notification}", "Notifications that reached a final status");

    /// <param name="messages">More that have the status; a delivery that a bounce overturned makes fewer, which a counter cannot show.</param>
    public void Moved(Channel channel, NotificationStatus status, long messages)
    {
        if (messages > 0 && NotificationStatusRules.IsFinal(status))
        {
            _ended.Add(messages, new("notification.type", channel.Wire()), new KeyValuePair<string, object?>("status", status.Wire()));
        }
    }
}
