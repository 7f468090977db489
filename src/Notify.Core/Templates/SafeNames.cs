using System.Globalization;
using System.Text;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates;

/// <summary>Makes names that people chose fit for addresses and ids: accents dropped, lower case, letters and digits of any script.</summary>
public static class SafeNames
{
    /// <returns>Such as <c>cafe.bar.no.5</c> for <c>Café &amp; Bar - No 5</c>; may be empty.</returns>
    public static string EmailLocalPart(string name) => Make(name, '.');

    /// <returns>Such as <c>cafe--bar---no-5</c> for <c>Café &amp; Bar - No 5</c>; may be empty.</returns>
    public static string Id(string name) => Make(name, '-');

    private static string Make(string name, char space)
    {
        var safe = new StringBuilder(name.Length);
        var inSpace = false;
        var decomposed = Surrogates.Mend(name).Normalize(NormalizationForm.FormD);
        foreach (var rune in Characters.Trim(decomposed).EnumerateRunes())
        {
            var isSpace = rune.IsBmp && Characters.IsSpace((char)rune.Value);
            if (isSpace ? !inSpace : rune.Value == space)
            {
                safe.Append(space);
            }
            else if (!isSpace && IsLetterOrNumber(rune))
            {
                safe.Append(rune.Value == '\u0130' ? "i\u0307" : Rune.ToLowerInvariant(rune).ToString());
            }

            inSpace = isSpace;
        }

        return Collapse(safe).Trim('.');
    }

    private static bool IsLetterOrNumber(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or
        UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static string Collapse(StringBuilder text)
    {
        var collapsed = new StringBuilder(text.Length);
        foreach (var c in text.ToString())
        {
            if (c != '.' || collapsed.Length == 0 || collapsed[^1] != '.')
            {
                collapsed.Append(c);
            }
        }

        return collapsed.ToString();
    }
}
