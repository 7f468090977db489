using Notify.Core.Notifications;
using Notify.Core.Suppressions;

namespace Notify.Data.Notifications;

/// <summary>What became of one hand-over, ready to be stored.</summary>
public sealed record SendRecord
{
    public required Guid NotificationId { get; init; }

    public required int Owner { get; init; }

    public required int Attempt { get; init; }

    public required string Provider { get; init; }

    /// <summary>The verdict: final status, or due again.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>When the provider took it, UTC; null when it did not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The provider's own id.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>The provider's own id again, where its receipts carry nothing else to find the notification by; else null.</summary>
    public string? ReceiptReference { get; init; }

    /// <summary>It counts as delivered only because the provider took it: a bounce may overturn that.</summary>
    public bool DeliveryAssumed { get; init; }

    /// <summary>The provider refused the recipient for good, for this reason: the service sends there no more for a while. Else null.</summary>
    public SuppressionReason? Suppresses { get; init; }

    /// <summary>Billable parts of a text.</summary>
    public short? Fragments { get; init; }

    /// <summary>Id for the event that a failure leaves on the time line, version 7.</summary>
    public required Guid EventId { get; init; }
}
