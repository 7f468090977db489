using System.Collections.Frozen;
using System.Globalization;

namespace Notify.Core.Nations;

/// <summary>What texts cost by destination. A country that is not listed cannot be sent to.</summary>
/// <remarks>The multipliers change with contracts; a pack names the file that holds its own.</remarks>
public sealed class InternationalRates
{
    private readonly FrozenDictionary<string, InternationalRate> _rates;

    /// <exception cref="ArgumentException">A prefix is listed twice or is not one to four digits.</exception>
    public InternationalRates(IEnumerable<InternationalRate> rates)
    {
        var byPrefix = new Dictionary<string, InternationalRate>(StringComparer.Ordinal);
        foreach (var rate in rates)
        {
            if (rate.Prefix.Length is 0 or > 4 || !rate.Prefix.All(char.IsAsciiDigit) || !byPrefix.TryAdd(rate.Prefix, rate))
            {
                throw new ArgumentException($"'{rate.Prefix}' is no prefix of one to four digits, or is listed twice", nameof(rates));
            }
        }

        _rates = byPrefix.ToFrozenDictionary(StringComparer.Ordinal);
        WithoutReceipts = [.. byPrefix.Values.Where(rate => !rate.Receipts).Select(rate => rate.Prefix)];
        WithReceiptsWithin =
        [
            .. byPrefix.Values
                .Where(rate => rate.Receipts && WithoutReceipts.Any(prefix => rate.Prefix.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(rate => rate.Prefix),
        ];
    }

    public int Count => _rates.Count;

    /// <summary>Prefixes of destinations that tell nothing to rely on of delivery: a text there ends as <c>sent</c>, whatever a receipt says.</summary>
    /// <remarks>Those of <see cref="WithReceiptsWithin"/> are excepted.</remarks>
    public IReadOnlyList<string> WithoutReceipts { get; }

    /// <summary>Prefixes with receipts inside those of <see cref="WithoutReceipts"/>: islands of the shared code 1.</summary>
    public IReadOnlyList<string> WithReceiptsWithin { get; }

    public InternationalRate? Find(string prefix) => _rates.GetValueOrDefault(prefix);

    /// <summary>The key that prices a number: the calling code and area code of the shared code 1 where listed, else the calling code.</summary>
    /// <returns>Null when the nation has no price for the destination.</returns>
    internal string? PrefixOf(int callingCode, ulong nationalNumber)
    {
        if (callingCode == SharedNorthAmericanCode && nationalNumber is >= 1_000_000_000 and < 10_000_000_000)
        {
            var island = (SharedNorthAmericanCode * 1000 + (int)(nationalNumber / 10_000_000)).ToString(CultureInfo.InvariantCulture);
            if (_rates.ContainsKey(island))
            {
                return island;
            }
        }

        var code = callingCode.ToString(CultureInfo.InvariantCulture);
        return _rates.ContainsKey(code) ? code : null;
    }

    // The one calling code whose countries are told apart by area code in price lists (North American Numbering Plan).
    private const int SharedNorthAmericanCode = 1;
}

/// <param name="Prefix">Calling code, or <c>1</c> and an area code; digits only.</param>
/// <param name="Multiplier">Units that one fragment costs, at least 1.</param>
/// <param name="Alpha">Whether the sender may be letters.</param>
/// <param name="Receipts">Whether a delivery receipt comes from the handset; where not, a text ends as <c>sent</c>.</param>
public sealed record InternationalRate(string Prefix, int Multiplier, AlphaSenders Alpha, bool Receipts);

public enum AlphaSenders
{
    Unknown,
    Yes,
    No,
    Registered,
}
