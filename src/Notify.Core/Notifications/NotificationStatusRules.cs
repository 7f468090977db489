namespace Notify.Core.Notifications;

/// <summary>The only judge of which status may follow which.</summary>
/// <remarks>Receipts arrive late, twice and out of order, and a sender's own record may come after the receipt: whoever moves a
/// status asks here, and the statement that stores it repeats the answer as <c>where status = any(…)</c>.</remarks>
public static class NotificationStatusRules
{
    private static readonly NotificationStatus[] All = Enum.GetValues<NotificationStatus>();

    private static readonly NotificationStatus[] Reportable =
    [
        NotificationStatus.Pending,
        NotificationStatus.Sent,
        NotificationStatus.Delivered,
        NotificationStatus.PermanentFailure,
        NotificationStatus.TemporaryFailure,
        NotificationStatus.TechnicalFailure,
    ];

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

    /// <summary>Age from which on a receipt corrects no final status any more: figures of that day are closed by then.</summary>
    public static TimeSpan CorrectionWindow { get; } = TimeSpan.FromDays(3);

    /// <summary>What a provider's receipt may do, for the statement that applies many at once.</summary>
    /// <remarks>Beyond <see cref="CanBecome"/>, within <see cref="CorrectionWindow"/>: <c>delivered</c> wins over a temporary failure (carriers try
    /// again by themselves), and a failure over a delivery that was only assumed.</remarks>
    public static IReadOnlyList<ReceiptMove> ReceiptMoves { get; } =
    [
        .. from next in Reportable
           from current in All
           where CanBecome(current, next)
           select new ReceiptMove(current, next, ReceiptCondition.Always),
        new(NotificationStatus.TemporaryFailure, NotificationStatus.Delivered, ReceiptCondition.Corrects),
        .. from next in Reportable
           where next is NotificationStatus.PermanentFailure or NotificationStatus.TemporaryFailure or NotificationStatus.TechnicalFailure
           select new ReceiptMove(NotificationStatus.Delivered, next, ReceiptCondition.CorrectsAssumption),
    ];

    /// <returns>Whether a receipt may report this status; all others are ours alone to set.</returns>
    public static bool IsReportable(NotificationStatus status) => Reportable.Contains(status);
}

/// <summary>A move that a provider's receipt may make.</summary>
public sealed record ReceiptMove(NotificationStatus From, NotificationStatus To, ReceiptCondition Condition);

/// <summary>When a <see cref="ReceiptMove"/> may be made.</summary>
public enum ReceiptCondition
{
    /// <summary>Whenever it comes.</summary>
    Always,

    /// <summary>Within the window for corrections.</summary>
    Corrects,

    /// <summary>Within the window, and if the delivery was only assumed.</summary>
    CorrectsAssumption,
}
