using Notify.Core.Notifications;
using Notify.Core.Services;

namespace Notify.Data.Notifications;

/// <summary>One request on its way into the database, encrypted already: made by <see cref="AcceptStore.Prepare"/>.</summary>
public sealed record Acceptance
{
    /// <summary>The notification's id, or one of its own when none is stored.</summary>
    public required Guid RequestId { get; init; }

    public required Guid ServiceId { get; init; }

    public required KeyType KeyType { get; init; }

    /// <summary>Null when only the answer is to be remembered (simulated recipients).</summary>
    public NewNotification? Notification { get; init; }

    /// <summary>Limits to fit in; null when it is not counted.</summary>
    public DailyAllowance? Allowance { get; init; }

    /// <summary>The <c>Idempotency-Key</c>; null without one.</summary>
    public string? Key { get; init; }

    /// <summary>SHA-256 of route and body; null without a key.</summary>
    internal byte[]? Hash { get; init; }

    /// <summary>The encrypted answer; null without a key.</summary>
    internal byte[]? Answer { get; init; }

    internal byte[]? Personalisation { get; init; }

    /// <summary>Counters of the day that it raises, with the limit of each; the order is that in which they refuse.</summary>
    internal IEnumerable<(DailyKind Kind, int Limit)> Limits
    {
        get
        {
            if (Allowance is { } allowance)
            {
                yield return (allowance.Kind, allowance.Limit);
                if (allowance.InternationalLimit is { } international)
                {
                    yield return (DailyKind.InternationalSms, international);
                }
            }
        }
    }

    /// <summary>Whether both carry the same key of the same service and kind of key: they cannot be written in one batch.</summary>
    public (Guid ServiceId, KeyType KeyType, string Key)? Claims => Key is null ? null : (ServiceId, KeyType, Key);
}
