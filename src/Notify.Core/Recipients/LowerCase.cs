using System.Globalization;
using System.Text;

namespace Notify.Core.Recipients;

/// <summary>Lower case by Unicode's full mapping, without a language's own rules: what names and addresses are compared by.</summary>
internal static class LowerCase
{
    /// <remarks>The platform's invariant mapping is one character to one; two letters need more: <c>İ</c> becomes two, and <c>Σ</c>
    /// at the end of a word becomes <c>ς</c> (Unicode SpecialCasing).</remarks>
    public static string Of(string text) =>
        text.AsSpan().ContainsAny('İ', 'Σ') ? Special(text) : text.ToLowerInvariant();

    private static string Special(string text)
    {
        var result = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case 'İ':
                    result.Append("i\u0307");
                    break;
                case 'Σ':
                    result.Append(HasLetter(text.AsSpan(0, i), backwards: true) && !HasLetter(text.AsSpan(i + 1), backwards: false) ? 'ς' : 'σ');
                    break;
                default:
                    result.Append(text[i]);
                    break;
            }
        }

        return result.ToString().ToLowerInvariant();
    }

    // Whether the next character is a letter, passing over those that do not end a word (Case_Ignorable).
    private static bool HasLetter(ReadOnlySpan<char> text, bool backwards)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = backwards ? text[^(i + 1)] : text[i];
            if (!IsIgnorable(c))
            {
                return char.IsLetter(c);
            }
        }

        return false;
    }

    private static bool IsIgnorable(char c) =>
        c is '.' or ':' or '\'' or '·' or '’' or '‘' or '\u2024'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
