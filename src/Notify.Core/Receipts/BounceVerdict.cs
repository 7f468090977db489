using Notify.Core.Notifications;

namespace Notify.Core.Receipts;

/// <summary>What a mail system's code means for a notification.</summary>
/// <param name="Status">Null: nothing changes.</param>
public readonly record struct BounceVerdict(NotificationStatus? Status, ReceiptKind Kind = ReceiptKind.Status);
