using Notify.Core.Services;

namespace Notify.Data.Limits;

/// <summary>How many messages of a kind a service had sent on a day when the database was asked.</summary>
/// <param name="ReadAt">By the database's clock, UTC; its date is the day that was counted.</param>
public readonly record struct DailyCount(Guid ServiceId, DailyKind Kind, int Count, DateTimeOffset ReadAt);
