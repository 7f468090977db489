namespace Notify.Core.Notifications;

/// <summary>What people see of a notification's life: its own time stamps and the stored events, in order.</summary>
public static class TimeLine
{
    /// <param name="events">Stored events in any order.</param>
    /// <returns>At least the acceptance. A status reached on the plain course appears once, from the notification itself.</returns>
    public static IReadOnlyList<NotificationEvent> Of(Notification notification, IEnumerable<NotificationEvent> events)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var entries = new List<NotificationEvent>(events)
        {
            new(notification.CreatedAt, "status", NotificationStatus.Created, null, null),
        };
        var told = entries.Select(entry => entry.Status).ToHashSet();
        if (notification.SentAt is { } sentAt)
        {
            var handedOver = notification.Status == NotificationStatus.Sent ? NotificationStatus.Sent : NotificationStatus.Sending;
            entries.Add(new(sentAt, "status", handedOver, notification.Provider, notification.ProviderReference));
            told.Add(handedOver);
        }

        if (notification.UpdatedAt is { } updatedAt && !told.Contains(notification.Status))
        {
            entries.Add(new(updatedAt, "status", notification.Status, notification.Provider, null));
        }

        return [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Status)];
    }
}
