using Notify.Core.Receipts;

namespace Notify.Providers.Email.Bounces;

/// <summary>What one message that came to the bounce address turned out to be.</summary>
/// <param name="Kind">Says what to count it as.</param>
/// <param name="Receipts">What it tells of our notifications; empty unless <see cref="BounceKind.Matched"/>.</param>
public sealed record BounceReport(BounceKind Kind, IReadOnlyList<DeliveryReceipt> Receipts)
{
    public static BounceReport Of(BounceKind kind) => new(kind, []);
}

/// <summary>How a message to the bounce address was understood.</summary>
public enum BounceKind
{
    /// <summary>A bounce or complaint of a notification of ours.</summary>
    Matched,

    /// <summary>A bounce or complaint, but nothing in it proves which notification it is about.</summary>
    Unmatched,

    /// <summary>It names a notification with a proof that is not ours.</summary>
    Forged,

    /// <summary>An answering machine (RFC 3834): nothing happened to the notification.</summary>
    AutoReply,

    /// <summary>No bounce, complaint, or answer of a machine, or no message at all.</summary>
    NotABounce,
}
