using System.Buffers;
using System.Globalization;
using System.Text;

namespace Notify.Core.Templates.Typography;

/// <summary>What counts as white space, a word or a line break in the original, which is not what .NET counts.</summary>
/// <remarks>Source: Python's <c>str.isspace</c>, <c>\w</c> and <c>str.splitlines</c>; the reference, section 14.</remarks>
internal static class Characters
{
    /// <summary>Deleted wherever white space is normalised: they are invisible and break comparisons.</summary>
    public const string Invisible = "\u180E\u200B\u200C\u200D\u2060\uFEFF\u2028\u2029";

    /// <summary>Spaces that look like one but do not break a line.</summary>
    public const string FixedSpaces = "\u00A0\u202F";

    public static readonly SearchValues<char> InvisibleOrFixed = SearchValues.Create(Invisible + FixedSpaces);

    /// <summary>Unicode white space and the four separators U+001C to U+001F.</summary>
    public static bool IsSpace(char c) => c <= ' ' ? c is ' ' or (>= '\t' and <= '\r') or (>= '\u001C' and <= '\u001F') : c >= '\u0085' && char.IsWhiteSpace(c);

    /// <summary>Where a line ends besides at LF: CR, VT, FF, U+001C to U+001E, U+0085, U+2028, U+2029.</summary>
    public static bool IsLineBreak(char c) => c is (>= '\n' and <= '\r') or (>= '\u001C' and <= '\u001E') or '\u0085' or '\u2028' or '\u2029';

    public static bool IsAsciiWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Whether the code point at <paramref name="index"/> is a letter, a number of any kind or an underscore; combining marks are not.</summary>
    public static bool IsWordAt(ReadOnlySpan<char> text, int index)
    {
        if ((uint)index >= (uint)text.Length)
        {
            return false;
        }

        var c = text[index];
        if (c < 128)
        {
            return IsAsciiWord(c);
        }

        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            return IsWord(Rune.GetUnicodeCategory(new Rune(c, text[index + 1])));
        }

        return IsWord(char.GetUnicodeCategory(c));
    }

    /// <summary>As <see cref="IsWordAt"/> for the code point that ends before <paramref name="index"/>.</summary>
    public static bool IsWordBefore(ReadOnlySpan<char> text, int index)
    {
        if (index <= 0)
        {
            return false;
        }

        var start = index - 1;
        return IsWordAt(text, char.IsLowSurrogate(text[start]) && start > 0 && char.IsHighSurrogate(text[start - 1]) ? start - 1 : start);
    }

    /// <returns>UTF-16 units of the code point at <paramref name="index"/>: 1 or 2.</returns>
    public static int WidthAt(ReadOnlySpan<char> text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;

    public static bool IsDigitAt(ReadOnlySpan<char> text, int index) => (uint)index < (uint)text.Length && IsDigit(text[index]);

    /// <summary>A decimal digit of any script (astral digits left out: none is in everyday use).</summary>
    public static bool IsDigit(char c) => c < 128 ? char.IsAsciiDigit(c) : char.IsDigit(c);

    public static bool IsAllSpace(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!IsSpace(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Cuts white space from both ends.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start]))
        {
            start++;
        }

        var end = text.Length;
        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsWord(UnicodeCategory category) => category is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
