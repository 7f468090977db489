using Notify.Core.Notifications;

namespace Notify.Data.Receipts;

/// <summary>What applying a receipt did.</summary>
/// <param name="Delivery">The delivery that it told first, unless of a test key; else null.</param>
public sealed record AppliedReceipt(ReceiptVerdict Verdict, Delivery? Delivery = null);

/// <summary>A delivery, for figures.</summary>
/// <param name="Lane">The lane it waited in; where the template's lane was changed since, the new one.</param>
/// <param name="After">Since acceptance, or since it was due when it was scheduled.</param>
public sealed record Delivery(Channel Channel, Lane Lane, TimeSpan After);
