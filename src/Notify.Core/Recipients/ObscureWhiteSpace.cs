using System.Buffers;

namespace Notify.Core.Recipients;

/// <summary>White space that spreadsheets and web pages leave in addresses and cells without anyone seeing it.</summary>
public static class ObscureWhiteSpace
{
    /// <summary>Zero-width ones and separators (U+180E, 200B–200D, 2060, FEFF, 2028, 2029) and the two no-break spaces (U+00A0, 202F).</summary>
    internal const string Characters = "\u180E\u200B\u200C\u200D\u2060\uFEFF\u2028\u2029\u00A0\u202F";

    /// <summary>Space, tab, LF, CR, VT, FF.</summary>
    internal const string Ascii = " \t\n\r\v\f";

    private static readonly SearchValues<char> Obscure = SearchValues.Create(Characters);

    /// <summary>Removes obscure white space everywhere, then ASCII white space at the ends, so that
    /// <c>a⟨no-break space⟩b</c> becomes <c>ab</c> and not <c>a b</c>.</summary>
    /// <returns>The same instance when there was nothing to remove.</returns>
    public static string Strip(string text) => Remove(text).Trim(AsciiCharacters);

    internal static char[] AsciiCharacters { get; } = Ascii.ToCharArray();

    /// <summary>Removes obscure white space everywhere and nothing else.</summary>
    internal static string Remove(string text)
    {
        if (!text.AsSpan().ContainsAny(Obscure))
        {
            return text;
        }

        var kept = new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (!Obscure.Contains(c))
            {
                kept[length++] = c;
            }
        }

        return new string(kept, 0, length);
    }
}
