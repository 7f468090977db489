using System.Text.Json.Serialization;

namespace Notify.Core.Nations;

/// <summary>A nation's name in one language.</summary>
/// <param name="Name">In running text, <c>short</c> in JSON: Estonia.</param>
/// <param name="Adjective">As in "a Danish mobile number".</param>
/// <param name="Government">As it signs: "the Government of Estonia".</param>
public sealed record NationName([property: JsonPropertyName("short")] string Name, string? Adjective = null, string? Government = null);

/// <param name="Name">The product's name by language tag.</param>
public sealed record ProductSettings(IReadOnlyDictionary<string, string> Name);

/// <param name="Tag">BCP 47.</param>
/// <param name="Name">Its name in itself, for the switcher.</param>
/// <param name="Dir">Direction of writing.</param>
public sealed record NationLanguage(string Tag, string Name, TextDirection Dir)
{
    /// <summary>Whether the pages are offered in it.</summary>
    public bool Interface { get; init; }

    /// <summary>Whether templates may have a variant in it.</summary>
    public bool Templates { get; init; } = true;

    public bool Official { get; init; }

    /// <summary>The language whose wording and formats fill what this one lacks.</summary>
    public string? Parent { get; init; }
}

/// <summary>Direction of writing; in JSON and HTML <c>ltr</c> and <c>rtl</c>.</summary>
public enum TextDirection
{
    Ltr,
    Rtl,
}

/// <param name="Currency">ISO 4217.</param>
/// <param name="TaxName">What the sales tax is called, by language.</param>
public sealed record MoneySettings(string Currency, IReadOnlyDictionary<string, string> TaxName)
{
    /// <summary>What one domestic fragment of a text costs, in <see cref="Currency"/>.</summary>
    public required decimal SmsRate { get; init; }

    /// <summary>Decimals of a unit price: a text costs less than the smallest coin.</summary>
    public int RateDecimals { get; init; } = 4;
}

/// <summary>Field <c>uploads</c> of a nation: files of recipients.</summary>
public sealed record UploadSettings
{
    /// <summary>Separators of fields that are looked for, each one character.</summary>
    public IReadOnlyList<string> Delimiters { get; init; } = [",", ";", "\t"];

    /// <summary>Names of encodings tried, in order, on a file that is neither UTF-8 nor marked as UTF-16.</summary>
    public IReadOnlyList<string> LegacyEncodings { get; init; } = ["windows-1252"];

    public int MaxRows { get; init; } = 100_000;

    /// <summary>Largest file accepted, in bytes as uploaded.</summary>
    public long MaxBytes { get; init; } = 10 * 1024 * 1024;
}
