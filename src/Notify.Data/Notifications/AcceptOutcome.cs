using Notify.Core.Services;
using Notify.Data.Idempotency;

namespace Notify.Data.Notifications;

/// <summary>What became of one request of a batch.</summary>
public abstract record AcceptOutcome
{
    private AcceptOutcome()
    {
    }

    /// <summary>Committed.</summary>
    public static AcceptOutcome Stored { get; } = new Accepted();

    /// <summary>The notification, if there is one, and the remembered answer, if there is a key, are committed.</summary>
    public sealed record Accepted : AcceptOutcome;

    /// <summary>Another request had the key before; nothing was stored.</summary>
    public sealed record Known(StoredAnswer Answer) : AcceptOutcome;

    /// <summary>A limit of the day is reached; nothing was stored.</summary>
    /// <param name="DayEndsIn">Until 00:00 UTC by the database's clock.</param>
    public sealed record Full(DailyKind Kind, int Limit, TimeSpan DayEndsIn) : AcceptOutcome;
}
