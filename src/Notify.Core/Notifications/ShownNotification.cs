namespace Notify.Core.Notifications;

/// <summary>A notification with what is shown beside it.</summary>
/// <param name="CreatedByName">Name of the person who sent it by hand; null for the API.</param>
public sealed record ShownNotification(Notification Notification, string? CreatedByName)
{
    /// <summary>Prints ids only.</summary>
    public override string ToString() => Notification.ToString();
}
