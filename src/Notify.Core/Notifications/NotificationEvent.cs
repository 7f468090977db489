namespace Notify.Core.Notifications;

/// <summary>Something that happened to a notification beyond the plain course, which its own time stamps tell.</summary>
/// <param name="At">UTC.</param>
/// <param name="Kind">One of <see cref="NotificationEventKinds"/>.</param>
/// <param name="Status">The status it led to; null when it led to none.</param>
/// <param name="Provider">Name of the provider concerned.</param>
/// <param name="Reason">The provider's own code and words; may repeat the recipient.</param>
public sealed record NotificationEvent(DateTimeOffset At, string Kind, NotificationStatus? Status, string? Provider, string? Reason)
{
    /// <summary>When it happened by the provider's own clock, UTC; null: it did not say.</summary>
    public DateTimeOffset? ProviderTime { get; init; }

    /// <summary>How often the same receipt came again.</summary>
    public int Repeats { get; init; }

    /// <summary>When it did last, UTC; null: never.</summary>
    public DateTimeOffset? RepeatedAt { get; init; }
}

/// <summary>Kinds of <see cref="NotificationEvent"/>.</summary>
public static class NotificationEventKinds
{
    /// <summary>A hand-over failed and will be tried again.</summary>
    public const string TryFailed = "try-failed";

    /// <summary>A hand-over failed for good.</summary>
    public const string Failed = "failed";

    /// <summary>The service took it back.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A provider's receipt.</summary>
    public const string Receipt = "receipt";

    /// <summary>A provider's receipt that changed nothing, although it reported a status: it came too late, or something else stands already.</summary>
    public const string ReceiptIgnored = "receipt-ignored";
}
