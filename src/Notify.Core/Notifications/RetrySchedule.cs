namespace Notify.Core.Notifications;

/// <summary>Decides what follows a hand-over, and is the only place that does.</summary>
/// <remarks>
/// <see cref="SendOutcome.Doubtful"/> is sent again: a lost appointment or sign-in code harms more than a double, and an e-mail
/// carries the same Message-ID both times, so that a receiver can tell. A provider that can be asked for a message by our
/// id is asked first, by the provider itself.
/// </remarks>
public static class RetrySchedule
{
    /// <summary>Pauses after the first, second, … failed try; the last one repeats.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
    ];

    /// <param name="outcome">Of the hand-over just made.</param>
    /// <param name="acceptedIsDelivered">The provider's acceptance counts as delivery (the sandbox, or a relay of one's own).</param>
    /// <param name="international">No receipt will come, so acceptance is all there is to know.</param>
    /// <param name="tries">Outcomes recorded before this one.</param>
    /// <param name="age">Since acceptance, by the database's clock.</param>
    /// <param name="giveUpAfter">Age from which a failed hand-over is final.</param>
    /// <param name="jitter">0 to 1, random: retries spread over 80 to 120 % of the pause, so that what failed together does not return together.</param>
    public static Verdict Judge(
        SendOutcome outcome, bool acceptedIsDelivered, bool international, int tries, TimeSpan age, TimeSpan giveUpAfter, double jitter) => outcome switch
        {
            SendOutcome.Accepted => new Verdict.Final(
                acceptedIsDelivered ? NotificationStatus.Delivered : international ? NotificationStatus.Sent : NotificationStatus.Sending, null),
            SendOutcome.Refused refused => new Verdict.Final(refused.Failure, refused.Reason),
            SendOutcome.Unavailable unavailable => Again(unavailable.Reason, tries, age, giveUpAfter, jitter),
            SendOutcome.Doubtful doubtful => Again(doubtful.Reason, tries, age, giveUpAfter, jitter),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    private static Verdict Again(string reason, int tries, TimeSpan age, TimeSpan giveUpAfter, double jitter)
    {
        var pause = Pauses[Math.Min(tries, Pauses.Length - 1)] * (0.8 + (0.4 * jitter));
        return age + pause > giveUpAfter
            ? new Verdict.Final(NotificationStatus.TechnicalFailure, reason)
            : new Verdict.Retry(pause, reason);
    }
}

/// <summary>What follows a hand-over.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Sending is over: the status to store, and the provider's words when it failed.</summary>
    public sealed record Final(NotificationStatus Status, string? Reason) : Verdict;

    /// <summary>Due again after a pause.</summary>
    public sealed record Retry(TimeSpan After, string Reason) : Verdict;
}
