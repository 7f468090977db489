using System.Collections.Concurrent;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Data.Limits;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Limits;

/// <summary>The early check of the daily limits, from counts that the database gave this process last; the commit decides for good.</summary>
/// <remarks>A count only grows within its day, so what was once full stays so until the day ends by the database's clock: a refusal is
/// never wrong, whatever the age of what it is based on. What still had room is asked for again after <see cref="Fresh"/>, so that a
/// host which stores nothing itself learns from the others.</remarks>
public sealed class DailyLimits(DailyCountStore store, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(Guid ServiceId, DailyKind Kind), Known> _known = new();

    /// <summary>Whether one more message of a kind may be sent today.</summary>
    /// <param name="keyType">Of the key, or null for what a person or a list sends.</param>
    /// <returns>Null when it may; else the refusal, with the time until 00:00 UTC.</returns>
    public async ValueTask<NotifyError?> CheckAsync(Service service, DailyKind kind, KeyType? keyType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        var limit = Limit(service, kind, keyType);
        if (keyType == KeyType.Test && limit > 0)
        {
            // Compared with a counter that nothing raises.
            return null;
        }

        if (!_known.TryGetValue((service.Id, kind), out var known) || !IsUsable(known, limit))
        {
            try
            {
                Learn(await store.ReadAsync(service.Id, cancellationToken));
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e))
            {
                // The commit finds out.
                return null;
            }

            known = _known[(service.Id, kind)];
        }

        return known.Count + 1 > limit ? NotifyError.DailyLimit(kind, limit, DayEndsIn(Now(known))) : null;
    }

    /// <summary>Takes note of counts that a commit or a question brought.</summary>
    public void Learn(IEnumerable<DailyCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var at = time.GetTimestamp();
        foreach (var count in counts)
        {
            _known[(count.ServiceId, count.Kind)] = new Known(count.Count, count.ReadAt, at);
        }
    }

    /// <summary>A trial service's test keys are compared with what a live service starts with.</summary>
    private static int Limit(Service service, DailyKind kind, KeyType? keyType) =>
        (keyType == KeyType.Test && service.TrialMode ? new ServiceLimits() : service.Limits).Daily(kind);

    private bool IsUsable(Known known, int limit) =>
        Now(known).UtcDateTime.Date == known.ReadAt.UtcDateTime.Date
        && (known.Count + 1 > limit || time.GetElapsedTime(known.LearntAt) < Fresh);

    /// <summary>The database's clock, carried on by this process's.</summary>
    private DateTimeOffset Now(Known known) => known.ReadAt + time.GetElapsedTime(known.LearntAt);

    private static TimeSpan DayEndsIn(DateTimeOffset now) => now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;

    private sealed record Known(int Count, DateTimeOffset ReadAt, long LearntAt);
}
