namespace Notify.Core.Nations;

/// <summary>Which plural form a whole number takes: the cardinal rules of CLDR 48 for the languages of the packs.</summary>
public static class PluralRules
{
    /// <returns><c>zero</c>, <c>one</c>, <c>two</c>, <c>few</c>, <c>many</c> or <c>other</c>.</returns>
    public static string Category(string language, long count)
    {
        var n = Math.Abs(count);
        var ten = n % 10;
        var hundred = n % 100;
        return Language(language) switch
        {
            "ko" or "ja" or "zh" or "vi" or "th" or "id" or "mi" or "cr" => "other",
            "fr" => n is 0 or 1 ? "one" : IsMillions(n) ? "many" : "other",
            "es" or "pt" or "it" => n == 1 ? "one" : IsMillions(n) ? "many" : "other",
            "am" or "hi" or "fa" => n is 0 or 1 ? "one" : "other",
            "he" or "iu" => n == 1 ? "one" : n == 2 ? "two" : "other",
            "ar" => n switch
            {
                0 => "zero",
                1 => "one",
                2 => "two",
                _ => hundred is >= 3 and <= 10 ? "few" : hundred >= 11 ? "many" : "other",
            },
            "cy" => n switch { 0 => "zero", 1 => "one", 2 => "two", 3 => "few", 6 => "many", _ => "other" },
            "ga" => n switch { 1 => "one", 2 => "two", >= 3 and <= 6 => "few", >= 7 and <= 10 => "many", _ => "other" },
            "gd" => n switch { 1 or 11 => "one", 2 or 12 => "two", >= 3 and <= 10 or >= 13 and <= 19 => "few", _ => "other" },
            "ru" or "uk" => ten == 1 && hundred != 11 ? "one" : ten is >= 2 and <= 4 && hundred is not (>= 12 and <= 14) ? "few" : "many",
            _ => n == 1 ? "one" : "other",
        };
    }

    /// <summary>The language of a tag: <c>en</c> of <c>en-GB</c>.</summary>
    internal static string Language(string tag) => tag.Split('-', 2)[0].ToLowerInvariant();

    private static bool IsMillions(long n) => n != 0 && n % 1_000_000 == 0;
}
