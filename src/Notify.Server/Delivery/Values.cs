using Notify.Core.Notifications;
using Notify.Core.Templates;

namespace Notify.Server.Delivery;

/// <summary>The values a notification was accepted with.</summary>
internal static class Values
{
    public static Personalisation Of(Notification notification) =>
        notification.Personalisation.IsEmpty ? Personalisation.Empty : Personalisation.FromJson(notification.Personalisation.Span);
}
