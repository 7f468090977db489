namespace Notify.Core.Callbacks;

/// <summary>Decides what follows a callback's request, and is the only place that does.</summary>
public static class CallbackSchedule
{
    /// <summary>Pauses after the first, second, … failed try. Eleven tries over 24 hours: the first repeat comes soon, as a restart of the receiver takes
    /// half a minute, and the last one after a night and a working day.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(40),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(10),
    ];

    /// <summary>Tries until it is given up.</summary>
    public static int Tries => Pauses.Length + 1;

    /// <summary>The longest that a receiver's <c>Retry-After</c> is followed.</summary>
    public static TimeSpan LongestRetryAfter { get; } = TimeSpan.FromHours(1);

    /// <summary>From the first try to the last at most, with jitter and a receiver that asks for its longest pause each time. One that was left alone
    /// after many failures may take longer to get all that waits for it.</summary>
    public static TimeSpan Longest { get; } = Pauses.Aggregate(TimeSpan.Zero, (total, pause) => total + TimeSpan.FromTicks(Math.Max((pause * 1.2).Ticks, LongestRetryAfter.Ticks)));

    /// <param name="status">Of the answer; null: none came (connection, time-out, refused address).</param>
    /// <param name="tries">Outcomes recorded before this one.</param>
    /// <param name="retryAfter">As the receiver asks, for 429 and 503; null: it does not.</param>
    /// <param name="jitter">0 to 1, random: retries spread over 80 to 120 % of the pause, so that what failed together does not return together.</param>
    /// <remarks>Success is 2xx. A redirect is not followed (it could lead inside our network) and, like other answers that say that the request itself
    /// is wrong, is not tried again: 4xx save 408 (the receiver was too slow), 425 (too early) and 429 (too much). 410 switches the callback off.</remarks>
    public static CallbackVerdict Judge(int? status, int tries, TimeSpan? retryAfter, double jitter)
    {
        switch (status)
        {
            case >= 200 and < 300:
                return new CallbackVerdict.Delivered();
            case 410:
                return new CallbackVerdict.GivenUp(IsGone: true);
            case (>= 300 and < 500) and not (408 or 425 or 429):
                return new CallbackVerdict.GivenUp(IsGone: false);
        }

        if (tries >= Pauses.Length)
        {
            return new CallbackVerdict.GivenUp(IsGone: false);
        }

        var pause = Pauses[tries] * (0.8 + (0.4 * jitter));
        var asked = retryAfter is { } wish ? wish < LongestRetryAfter ? wish : LongestRetryAfter : TimeSpan.Zero;
        return new CallbackVerdict.Retry(asked > pause ? asked : pause);
    }
}

/// <summary>What follows a callback's request.</summary>
public abstract record CallbackVerdict
{
    private CallbackVerdict()
    {
    }

    /// <summary>The receiver has it.</summary>
    public sealed record Delivered : CallbackVerdict;

    /// <summary>Due again after a pause.</summary>
    public sealed record Retry(TimeSpan After) : CallbackVerdict;

    /// <summary>Its receiver was switched off, or taken away, after the claim, and nothing was sent: it waits as it did.</summary>
    public sealed record Waits : CallbackVerdict;

    /// <summary>Not tried again by itself; it can be replayed.</summary>
    /// <param name="IsGone">The receiver said that the address is given up for good.</param>
    public sealed record GivenUp(bool IsGone) : CallbackVerdict;
}
