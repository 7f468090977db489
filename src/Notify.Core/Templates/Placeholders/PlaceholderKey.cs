using System.Globalization;
using System.Text;

namespace Notify.Core.Templates.Placeholders;

/// <summary>The form in which names are compared: without spaces, underscores and hyphens, in lower case.</summary>
/// <remarks>Nothing else is ignored: full stops, tabs and non-breaking spaces count. Lower-casing is Unicode's full mapping, as in
/// the original, whatever the machine's culture.</remarks>
public static class PlaceholderKey
{
    public static string From(ReadOnlySpan<char> name)
    {
        Span<char> ascii = stackalloc char[64];
        if (name.Length <= ascii.Length)
        {
            var length = 0;
            foreach (var c in name)
            {
                if (c >= 128)
                {
                    return Slow(name);
                }

                if (c is not (' ' or '_' or '-'))
                {
                    ascii[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                }
            }

            return new string(ascii[..length]);
        }

        return Slow(name);
    }

    /// <summary>Lower case by Unicode's full mapping: <c>İ</c> becomes two characters and a sigma at the end of a word its final form.</summary>
    internal static string Lower(string text)
    {
        if (text.AsSpan().IndexOfAny('\u0130', '\u03A3') < 0)
        {
            return text.ToLowerInvariant();
        }

        var lowered = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            lowered.Append(text[i] switch
            {
                '\u0130' => "i\u0307",
                '\u03A3' => IsFinal(text, i) ? "\u03C2" : "\u03C3",
                _ => text[i].ToString(),
            });
        }

        return lowered.ToString().ToLowerInvariant();
    }

    private static string Slow(ReadOnlySpan<char> name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is not (' ' or '_' or '-'))
            {
                kept.Append(c);
            }
        }

        return Lower(kept.ToString());
    }

    // Unicode 3.13, Final_Sigma: a cased letter before, none after, whatever is case-ignorable passed over.
    private static bool IsFinal(string text, int index)
    {
        var before = index - 1;
        while (before >= 0 && IsIgnorable(text[before]))
        {
            before--;
        }

        var after = index + 1;
        while (after < text.Length && IsIgnorable(text[after]))
        {
            after++;
        }

        return before >= 0 && IsCased(text[before]) && !(after < text.Length && IsCased(text[after]));
    }

    private static bool IsCased(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnorable(char c) => c is '\'' or '.' or ':' or '\u00B7' or '\u2019' || char.GetUnicodeCategory(c) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or
        UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
