using System.Diagnostics.CodeAnalysis;

namespace Notify.Core.Services;

/// <summary>Reads UUIDs in the spellings that API v2 accepts.</summary>
/// <remarks>The original's checker is generous: <c>urn:</c> and <c>uuid:</c> anywhere, braces at the ends and all hyphens are taken
/// away, then 32 hexadecimal digits of any case must be left. Its database then reads fewer spellings than its checker.</remarks>
public static class UuidText
{
    /// <param name="text">White space at either end is not accepted.</param>
    /// <param name="storable">Whether the original's database would have read the spelling, too; false means "no result found".</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Guid id, out bool storable)
    {
        id = Guid.Empty;
        storable = false;
        if (text is null || text.Length > 256)
        {
            return false;
        }

        var bare = text.Replace("urn:", "", StringComparison.Ordinal).Replace("uuid:", "", StringComparison.Ordinal);
        var hasUrn = bare.Length != text.Length;
        var inner = bare.Trim('{', '}');
        var digits = inner.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length != 32 || !Guid.TryParseExact(digits, "N", out id))
        {
            return false;
        }

        var bracesMatch = bare.Length == inner.Length || (bare.Length == inner.Length + 2 && bare[0] == '{' && bare[^1] == '}');
        storable = !hasUrn && bracesMatch && HyphensAfterFours(inner);
        return true;
    }

    /// <summary>PostgreSQL reads a hyphen after any group of four digits and nowhere else.</summary>
    private static bool HyphensAfterFours(string text)
    {
        var digits = 0;
        var afterHyphen = false;
        foreach (var c in text)
        {
            if (c != '-')
            {
                digits++;
                afterHyphen = false;
            }
            else if (digits is 0 or 32 || digits % 4 != 0 || afterHyphen)
            {
                return false;
            }
            else
            {
                afterHyphen = true;
            }
        }

        return true;
    }
}
