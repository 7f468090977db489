using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Delivery;
using Npgsql;

namespace Notify.Server.Features.Notifications;

/// <summary>The one way in: stores what was accepted, then wakes a drain.</summary>
public sealed class AcceptedNotifications(NotificationStore notifications, WakeUps wakeUps)
{
    /// <summary>Returns after commit: what has an id is never lost.</summary>
    /// <param name="cancellationToken">Only until the commit is under way.</param>
    public async Task CommitAsync(NewNotification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        cancellationToken.ThrowIfCancellationRequested();

        // A client that hangs up now must not leave half a send: the row is written or it is not.
        try
        {
            await notifications.AcceptAsync(notification, CancellationToken.None);
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            // The connection broke, perhaps after the commit: the answer must be what is true, so it is looked up on a fresh one.
            if (await notifications.FindAsync(notification.ServiceId, notification.Id, CancellationToken.None) is null)
            {
                throw;
            }
        }

        wakeUps.Wake(notification.Channel, notification.Lane);
    }
}
