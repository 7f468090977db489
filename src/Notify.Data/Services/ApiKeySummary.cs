using Notify.Core.Services;

namespace Notify.Data.Services;

/// <summary>A key as lists show it: without its secret.</summary>
/// <param name="RevokedAt">From when on it does not work, UTC; in the future for one that is being replaced or was made for a time; null: no end is set.</param>
public sealed record ApiKeySummary(Guid Id, string Name, KeyType Type, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, KeyPriority Priority = KeyPriority.Normal)
{
    public bool Works(DateTimeOffset now) => RevokedAt is null || now < RevokedAt;

    /// <summary>The key that programs are to use of those with a name: the one that works longest.</summary>
    /// <returns>Null when none works.</returns>
    public static ApiKeySummary? Current(IEnumerable<ApiKeySummary> keys, string name, DateTimeOffset now) => keys
        .Where(key => key.Works(now) && string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase))
        .MaxBy(key => (key.RevokedAt ?? DateTimeOffset.MaxValue, key.CreatedAt));
}
