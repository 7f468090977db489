namespace Notify.Core.Notifications;

/// <summary>Decides what follows a hand-over, and is the only place that does.</summary>
/// <remarks>
/// <see cref="SendOutcome.Doubtful"/> is sent again, after a pause in which a receipt may settle it: a lost appointment or sign-in code
/// harms more than a double, and an e-mail carries the same Message-ID each time, so that a receiver can tell. But not without end: a mail server
/// that takes each copy and is too slow to say so would fill somebody's mailbox. The third such hand-over, or one for which no time is left,
/// counts as made: a receipt settles it, or the lack of one in three days. A text that is not urgent
/// stays with the carrier that may have it until that carrier has stopped trying: two carriers would deliver it twice.
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

    /// <summary>After the first failed try, when another provider can take it: at once, but for what failed with it. And when the provider was
    /// busy, twice as long each time: it gets half as many at once from then on, so that there is room.</summary>
    private static readonly TimeSpan SoonPause = TimeSpan.FromSeconds(1);

    /// <summary>No pause after a failed try is longer than this part of the time in which a message must go out.</summary>
    private const int PausesThatFit = 20;

    /// <summary>A provider that lets nobody in waits for a person. Its messages wait with it, by its circuit and not by a pause of their own.</summary>
    private static readonly TimeSpan MisconfiguredPause = TimeSpan.FromSeconds(5);

    /// <summary>After a hand-over without an answer: long enough for most receipts.</summary>
    private static readonly TimeSpan DoubtfulPause = TimeSpan.FromSeconds(30);

    /// <summary>Hand-overs without an answer after which a message counts as handed over.</summary>
    private const int MostDoubts = 3;

    /// <summary>While every provider that could carry a message is left alone: about as long as they are.</summary>
    private static readonly TimeSpan UntriedPause = TimeSpan.FromSeconds(15);

    /// <summary>A carrier that asks for a longer pause is tried again all the same: it may have said so of a bad minute.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(10);

    /// <param name="outcome">Of the hand-over just made.</param>
    /// <param name="acceptedIsDelivered">The provider's acceptance counts as delivery (the sandbox, or a relay of one's own).</param>
    /// <param name="international">No receipt will come, so acceptance is all there is to know.</param>
    /// <param name="elsewhere">Another provider of the channel can take it.</param>
    /// <param name="tries">Outcomes recorded before this one.</param>
    /// <param name="doubts">Those of them that nobody answered.</param>
    /// <param name="age">Since it was due first, by the database's clock.</param>
    /// <param name="giveUpAfter">Age from which a failed hand-over is final.</param>
    /// <param name="validity">How long the carrier of a text that is not urgent goes on trying to deliver it; null: an e-mail, or urgent.</param>
    /// <param name="jitter">0 to 1, random: retries spread over 80 to 120 % of the pause, so that what failed together does not return together.</param>
    public static Verdict Judge(
        SendOutcome outcome,
        bool acceptedIsDelivered,
        bool international,
        bool elsewhere,
        int tries,
        int doubts,
        TimeSpan age,
        TimeSpan giveUpAfter,
        TimeSpan? validity,
        double jitter)
    {
        return outcome switch
        {
            SendOutcome.Accepted => new Verdict.Final(
                acceptedIsDelivered ? NotificationStatus.Delivered : international ? NotificationStatus.Sent : NotificationStatus.Sending, null),
            SendOutcome.Refused refused => new Verdict.Final(refused.Failure, refused.Reason),
            SendOutcome.Unavailable { IsUntried: true } idle => Again(idle.Reason, UntriedPause, counts: false, told: false),
            SendOutcome.Unavailable { Fault: ProviderFault.Misconfigured, IsOfMessage: false } shut => Again(shut.Reason, elsewhere ? SoonPause : MisconfiguredPause, counts: false),
            SendOutcome.Unavailable unavailable => Again(
                unavailable.Reason,
                unavailable.Fault == ProviderFault.Busy ? BusyPause() : tries == 0 && elsewhere && unavailable.Fault != ProviderFault.None ? SoonPause : Pause(),
                asked: unavailable.RetryAfter),
            SendOutcome.Doubtful doubtful when doubtful.IsLast || doubts + 1 >= MostDoubts => Unanswered(doubtful.Reason),
            SendOutcome.Doubtful doubtful => Again(doubtful.Reason, Pause() > DoubtfulPause ? Pause() : DoubtfulPause, keptFor: validity),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

        TimeSpan Pause() => Fitting(Pauses[Math.Min(tries, Pauses.Length - 1)]);

        TimeSpan BusyPause() => Fitting(tries < 9 ? SoonPause * (1 << tries) : Pauses[^1]);

        // A sign-in code does not sit out five minutes of its thirty.
        TimeSpan Fitting(TimeSpan pause) => pause < giveUpAfter / PausesThatFit ? pause : giveUpAfter / PausesThatFit;

        Verdict Unanswered(string reason) =>
            new Verdict.Final(international ? NotificationStatus.Sent : NotificationStatus.Sending, reason) { IsUnanswered = true };

        Verdict Again(string reason, TimeSpan pause, bool counts = true, bool told = true, TimeSpan? asked = null, TimeSpan? keptFor = null)
        {
            pause *= 0.8 + (0.4 * jitter);
            if (asked > LongestAsked)
            {
                asked = LongestAsked;
            }

            // Not where another provider can take it at once, and not when it would be too late by then: better too early than never.
            var later = asked * (1 + (0.2 * jitter));
            if (!elsewhere && later > pause && age + later <= giveUpAfter)
            {
                pause = later.Value;
            }

            var isDoubtful = outcome is SendOutcome.Doubtful;
            if (age + pause > giveUpAfter)
            {
                // What may have gone out is not said to have failed.
                return isDoubtful || doubts > 0 ? Unanswered(reason) : new Verdict.Final(NotificationStatus.TechnicalFailure, reason);
            }

            return new Verdict.Retry(pause, reason, counts) { IsTold = told, KeptFor = keptFor, IsDoubtful = isDoubtful };
        }
    }

    /// <summary>What is recorded when we threw over one message: an error of ours, which may pass (memory, a file) but seldom does by waiting.</summary>
    /// <param name="mayHaveGone">It was on the wire by then: it is sent once more at most.</param>
    /// <param name="tries">Outcomes recorded before, of any kind.</param>
    /// <param name="doubts">Those of them after which it may have gone out.</param>
    /// <returns>A failed try or, from the fifth on, the end.</returns>
    public static SendOutcome Broke(bool mayHaveGone, int tries, int doubts) => (mayHaveGone, tries) switch
    {
        (true, _) => new SendOutcome.Doubtful("an error of ours after it may have gone out: see the log") { IsLast = doubts > 0 },
        (false, < 4) => new SendOutcome.Unavailable("an error of ours before it went out: see the log", ProviderFault.None),
        _ => new SendOutcome.Refused("an error of ours, again and again: see the log", NotificationStatus.TechnicalFailure),
    };

    /// <summary>What is older than its lane allows is not sent any more: a sign-in code two hours late does harm.</summary>
    /// <param name="doubts">Hand-overs that nobody answered: with one, nobody can say that it was not handed over.</param>
    /// <param name="why">Why it was not handed over; null: nobody took it in time.</param>
    /// <returns>The outcome to record instead of sending, or null when there is still time.</returns>
    public static SendOutcome? Expired(TimeSpan age, TimeSpan giveUpAfter, int doubts, string? why = null) => age < giveUpAfter
        ? null
        : doubts > 0
            ? new SendOutcome.Doubtful($"not answered, and not tried again after {Words(giveUpAfter)}{(why is null ? "" : $": {why}")}")
            : new SendOutcome.Refused(why is null ? ExpiredReason(giveUpAfter) : $"expired: {why}", NotificationStatus.TechnicalFailure);

    /// <summary>What the time line says of a notification that was too old to be sent.</summary>
    public static string ExpiredReason(TimeSpan giveUpAfter) => $"expired: not handed over within {Words(giveUpAfter)}";

    private static string Words(TimeSpan time) =>
        time.TotalHours >= 2 ? $"{time.TotalHours:0.#} hours" : $"{time.TotalMinutes:0.#} minutes";
}

/// <summary>What follows a hand-over.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Sending is over: the status to store, and the provider's words when it failed.</summary>
    public sealed record Final(NotificationStatus Status, string? Reason) : Verdict
    {
        /// <summary>Nobody said whether it was taken; it is not sent again, and the status is that of one that was.</summary>
        public bool IsUnanswered { get; init; }

        /// <summary>Whether sending ended without the message having gone out.</summary>
        public bool IsFailure => Reason is not null && !IsUnanswered;
    }

    /// <summary>Due again after a pause.</summary>
    /// <param name="CountsAsTry">Whether the pauses grow by it; a provider that lets nobody in says nothing about the message.</param>
    public sealed record Retry(TimeSpan After, string Reason, bool CountsAsTry = true) : Verdict
    {
        /// <summary>Whether the time line says so: false when nobody was asked.</summary>
        public bool IsTold { get; init; } = true;

        /// <summary>Whether the message may have gone out: nobody said.</summary>
        public bool IsDoubtful { get; init; }

        /// <summary>How long no other provider is to be asked, since this one may have it and still be trying; null: the others may be.</summary>
        public TimeSpan? KeptFor { get; init; }
    }
}
