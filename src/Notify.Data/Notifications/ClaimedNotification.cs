using Notify.Core.Notifications;

namespace Notify.Data.Notifications;

/// <summary>A notification that this worker alone may send now.</summary>
public sealed record ClaimedNotification
{
    public required Notification Notification { get; init; }

    /// <summary>Number of the worker that holds it.</summary>
    public required int Owner { get; init; }

    /// <summary>The fence: grows with each claim, and a record of an earlier one is not stored.</summary>
    public required int Attempt { get; init; }

    /// <summary>Outcomes recorded before.</summary>
    public required int Tries { get; init; }

    /// <summary>Those of them that nobody answered: each may have delivered it.</summary>
    public int Doubts { get; init; }

    /// <summary>The provider whose try failed last; another one is tried next, where there is one.</summary>
    public string? FailedProvider { get; init; }

    /// <summary>The provider that may have taken it although it did not say so, and may still be trying: no other is asked. Null: any may be.</summary>
    public string? KeptBy { get; init; }

    /// <summary>Since acceptance, or since it was due when it was scheduled, by the database's clock at the claim.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Monotonic time stamp (<see cref="TimeProvider.GetTimestamp"/>) taken before the claim was sent: the lease is judged from here.</summary>
    public required long ClaimedAt { get; init; }

    /// <summary>Its age now.</summary>
    public TimeSpan AgeNow(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Age + time.GetElapsedTime(ClaimedAt);
    }

    public required string ServiceName { get; init; }

    /// <summary>Whether a text begins with the service's name.</summary>
    public required bool PrefixSms { get; init; }

    /// <summary>False when the service was archived after acceptance.</summary>
    public required bool ServiceActive { get; init; }

    /// <summary>Why the recipient is not to be written to now; null: nothing speaks against it. Always null for test keys.</summary>
    public string? Suppressed { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[claim {Attempt} of notification {Notification.Id}]";
}
