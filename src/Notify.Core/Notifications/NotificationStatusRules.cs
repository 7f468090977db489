namespace Notify.Core.Notifications;

/// <summary>The only judge of which status may follow which.</summary>
/// <remarks>Receipts arrive late, twice and out of order, and a sender's own record may come after the receipt: whoever moves a
/// status asks here, and the statement that stores it repeats the answer as <c>where status = any(…)</c>.</remarks>
public static class NotificationStatusRules
{
    private static readonly NotificationStatus[] All = Enum.GetValues<NotificationStatus>();

    /// <returns>Whether nothing but a correcting receipt can follow.</returns>
    public static bool IsFinal(NotificationStatus status) => status switch
    {
        NotificationStatus.Created or NotificationStatus.Sending or NotificationStatus.Pending or NotificationStatus.PendingVirusCheck => false,
        _ => true,
    };

    /// <returns>Whether <paramref name="next"/> may be stored over <paramref name="current"/>.</returns>
    public static bool CanBecome(NotificationStatus current, NotificationStatus next) => current switch
    {
        NotificationStatus.Created => next is not NotificationStatus.Created,
        NotificationStatus.Sending => next is not (NotificationStatus.Created or NotificationStatus.Sending or NotificationStatus.Cancelled),
        NotificationStatus.Pending => IsFinal(next) && next is not NotificationStatus.Cancelled,
        NotificationStatus.Sent => next is NotificationStatus.Delivered or NotificationStatus.PermanentFailure or NotificationStatus.TemporaryFailure or NotificationStatus.TechnicalFailure,
        _ => false,
    };

    /// <returns>The statuses that <paramref name="next"/> may replace, for the guard of an update.</returns>
    public static IReadOnlyList<NotificationStatus> Before(NotificationStatus next) =>
        [.. All.Where(current => CanBecome(current, next))];
}
