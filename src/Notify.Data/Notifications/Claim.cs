namespace Notify.Data.Notifications;

/// <summary>What one claim brought.</summary>
/// <param name="Notifications">To be sent now.</param>
/// <param name="IsFull">The batch was full, so there may be more.</param>
/// <param name="Undecipherable">Ids, with the reason, of what this host's key ring does not open; they stay claimed until the lease ends.</param>
public sealed record Claim(IReadOnlyList<ClaimedNotification> Notifications, bool IsFull, IReadOnlyList<(Guid Id, string Reason)> Undecipherable)
{
    public static Claim Empty { get; } = new([], IsFull: false, []);
}
