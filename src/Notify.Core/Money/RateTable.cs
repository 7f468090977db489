namespace Notify.Core.Money;

/// <summary>All rates there are, for looking up what held at a moment. Immutable.</summary>
public sealed class RateTable
{
    private readonly ILookup<string, Rate> _byKind;

    public RateTable(IEnumerable<Rate> rates) => _byKind = rates.OrderByDescending(rate => rate.ValidFrom).ToLookup(rate => rate.Kind, StringComparer.Ordinal);

    /// <returns>The amount that held at the moment, or null when none did yet.</returns>
    public decimal? Find(string kind, DateTimeOffset at) => _byKind[kind].FirstOrDefault(rate => rate.ValidFrom <= at)?.Amount;
}
