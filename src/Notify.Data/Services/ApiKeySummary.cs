using Notify.Core.Services;

namespace Notify.Data.Services;

/// <summary>A key as lists show it: without its secret.</summary>
/// <param name="RevokedAt">UTC; null while it works.</param>
public sealed record ApiKeySummary(Guid Id, string Name, KeyType Type, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);
