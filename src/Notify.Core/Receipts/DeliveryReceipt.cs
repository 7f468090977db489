using Notify.Core.Notifications;

namespace Notify.Core.Receipts;

/// <summary>What a provider tells us afterwards about one message: a status callback, a bounce, a complaint.</summary>
/// <remarks>It is told to be true (signature, address, shared secret) by whoever read it. Late, doubled, out of order or unknown: that is
/// judged in one place, when it is applied.</remarks>
public sealed record DeliveryReceipt
{
    /// <summary>Name of the provider that says it, as on the time line; null where it does not tell (a bounce comes from whichever mail system
    /// gave up): then it is the one that has the notification.</summary>
    public required string? Provider { get; init; }

    /// <summary>Our id, where the receipt carries it; else <see cref="ProviderReference"/> finds the notification.</summary>
    public Guid? NotificationId { get; init; }

    /// <summary>The provider's own id of the message.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>The status it reports in our terms; null when it changes none (delayed, queued) and only the time line shows it.</summary>
    public NotificationStatus? Status { get; init; }

    /// <summary>The provider's own code and words; personal, since they may repeat the recipient.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's own code for a failure, or its word for something that we do not know; null: neither. Not kept: whoever reads the receipt
    /// counts it.</summary>
    public ProviderCode? Code { get; init; }

    /// <summary>Kind of what happened, for suppression.</summary>
    public ReceiptKind Kind { get; init; } = ReceiptKind.Status;

    /// <summary>When the provider says that it happened, UTC; null: unknown.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What a receipt is about, beyond the status.</summary>
public enum ReceiptKind
{
    /// <summary>How the delivery went.</summary>
    Status,

    /// <summary>The address does not work (a hard bounce, an unknown number): not to be tried again for a while.</summary>
    HardBounce,

    /// <summary>The recipient complained of the message as unwanted. Does not change the status.</summary>
    Complaint,

    /// <summary>The recipient told the carrier to stop texts from this sender.</summary>
    OptedOut,
}
