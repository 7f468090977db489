using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.Notifications;

namespace Notify.Server.Features.Notifications;

/// <summary>Takes a notification back that has not been handed over: one that is scheduled, or still waits.</summary>
public sealed class CancelNotification(NotificationStore notifications, TimeProvider time)
{
    /// <returns>The refusal, or null when it is cancelled now, or was before.</returns>
    public async Task<NotifyError?> HandleAsync(Guid serviceId, KeyType keyType, Guid id, CancellationToken cancellationToken)
    {
        if (await notifications.CancelAsync(serviceId, id, keyType, Ids.New(time), cancellationToken))
        {
            return null;
        }

        return await notifications.FindAsync(serviceId, id, cancellationToken) switch
        {
            null => NotifyError.NoResultFound,
            var other when other.KeyType != keyType => NotifyError.NoResultFound,
            { Status: NotificationStatus.Cancelled } => null,
            { Status: NotificationStatus.Created } => NotifyError.TooLateToCancel("sending"),
            var final => NotifyError.TooLateToCancel(final.Status.Wire()),
        };
    }
}
