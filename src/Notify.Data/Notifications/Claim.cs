namespace Notify.Data.Notifications;

/// <summary>What one claim brought.</summary>
/// <param name="Notifications">To be sent now.</param>
/// <param name="HasMore">A service's share was used up, so there may be more.</param>
/// <param name="LastService">The service served last: the next claim begins behind it.</param>
/// <param name="Closed">What this host's key ring does not open. It stays claimed until the lease ends: another host's may open it.</param>
public sealed record Claim(
    IReadOnlyList<ClaimedNotification> Notifications, bool HasMore, Guid LastService, IReadOnlyList<ClosedNotification> Closed)
{
    public static Claim Empty { get; } = new([], HasMore: false, Guid.Empty, []);
}

/// <summary>A notification that this worker holds and cannot read.</summary>
/// <param name="Attempt">As <see cref="ClaimedNotification.Attempt"/>.</param>
/// <param name="Tries">As <see cref="ClaimedNotification.Tries"/>.</param>
/// <param name="Doubts">As <see cref="ClaimedNotification.Doubts"/>.</param>
/// <param name="Age">As <see cref="ClaimedNotification.Age"/>.</param>
/// <param name="Reason">Which key is not there, or that the data was altered.</param>
public sealed record ClosedNotification(Guid Id, int Attempt, int Tries, int Doubts, string? FailedProvider, bool International, TimeSpan Age, string Reason);
