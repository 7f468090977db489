using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Core.Suppressions;

/// <summary>A recipient who is not written to for now.</summary>
public sealed record Suppression
{
    public required Guid Id { get; init; }

    /// <summary>Null: for the whole platform.</summary>
    public Guid? ServiceId { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>Normalised: E.164, or the address in lower case.</summary>
    public required string Recipient { get; init; }

    public required SuppressionReason Reason { get; init; }

    /// <summary>What bounced or was complained of.</summary>
    public Guid? SourceNotificationId { get; init; }

    /// <summary>UTC; of the last cause.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it does not count, UTC; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[suppression {Id}]";
}

/// <summary>Why a recipient is not written to.</summary>
public enum SuppressionReason
{
    /// <summary>The address or number does not work.</summary>
    HardBounce,

    /// <summary>The recipient told their mail provider that an e-mail was unwanted.</summary>
    Complaint,

    /// <summary>The recipient said STOP.</summary>
    OptedOut,

    /// <summary>The service or an operator wants it.</summary>
    Manual,
}

/// <summary>The words of <see cref="SuppressionReason"/> on the wire and in the database.</summary>
public static class SuppressionReasons
{
    public static string Wire(this SuppressionReason reason) => reason switch
    {
        SuppressionReason.HardBounce => "hard-bounce",
        SuppressionReason.Complaint => "complaint",
        SuppressionReason.OptedOut => "opted-out",
        SuppressionReason.Manual => "manual",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <exception cref="FormatException">It is none of them; only our own database is read with this.</exception>
    public static SuppressionReason Parse(string word) => word switch
    {
        "hard-bounce" => SuppressionReason.HardBounce,
        "complaint" => SuppressionReason.Complaint,
        "opted-out" => SuppressionReason.OptedOut,
        "manual" => SuppressionReason.Manual,
        _ => throw new FormatException($"'{word}' is no reason to suppress"),
    };
}

/// <summary>How long each cause counts; null: until it is taken back.</summary>
public sealed record SuppressionRules
{
    /// <summary>Addresses are given anew and mailboxes come back.</summary>
    public TimeSpan? HardBounce { get; init; } = TimeSpan.FromDays(30);

    /// <summary>For the service that was complained of.</summary>
    public TimeSpan? Complaint { get; init; } = TimeSpan.FromDays(365);

    /// <summary>For all other services: shorter, since nobody complained of them.</summary>
    public TimeSpan? ComplaintPlatform { get; init; } = TimeSpan.FromDays(30);

    /// <summary>START takes it back.</summary>
    public TimeSpan? OptedOut { get; init; }

    public TimeSpan? LifetimeOf(SuppressionReason reason) => reason switch
    {
        SuppressionReason.HardBounce => HardBounce,
        SuppressionReason.Complaint => Complaint,
        SuppressionReason.OptedOut => OptedOut,
        SuppressionReason.Manual => null,
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <returns>What a receipt says about writing to its recipient again; null: nothing.</returns>
    public static SuppressionReason? ReasonOf(ReceiptKind kind) => kind switch
    {
        ReceiptKind.Status => null,
        ReceiptKind.HardBounce => SuppressionReason.HardBounce,
        ReceiptKind.Complaint => SuppressionReason.Complaint,
        ReceiptKind.OptedOut => SuppressionReason.OptedOut,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
