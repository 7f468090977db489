using Notify.Core.Notifications;

namespace Notify.Data.Providers;

/// <summary>One version of a provider's share: what it became, who changed it and why.</summary>
/// <param name="Version">Grows by one with each change; the first change makes version 2.</param>
/// <param name="ChangedBy">Login name of an operator, or <see cref="ProviderStore.Ourselves"/>.</param>
public sealed record ProviderChange(
    Channel Channel, string Name, int Version, int Weight, bool Active, string Reason, string ChangedBy, DateTimeOffset ChangedAt);
