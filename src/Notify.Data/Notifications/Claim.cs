namespace Notify.Data.Notifications;

/// <summary>What one claim brought.</summary>
/// <param name="Notifications">To be sent now.</param>
/// <param name="HasMore">A service's share was used up, so there may be more.</param>
/// <param name="LastService">The service served last: the next claim begins behind it.</param>
/// <param name="Undecipherable">Ids, with the reason, of what this host's key ring does not open; they stay claimed until the lease ends: another
/// host's may open it.</param>
public sealed record Claim(
    IReadOnlyList<ClaimedNotification> Notifications, bool HasMore, Guid LastService, IReadOnlyList<(Guid Id, string Reason)> Undecipherable)
{
    public static Claim Empty { get; } = new([], HasMore: false, Guid.Empty, []);
}
