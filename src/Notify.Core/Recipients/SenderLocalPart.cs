using System.Globalization;
using System.Text;
using Notify.Core.Nations;

namespace Notify.Core.Recipients;

/// <summary>The part before the <c>@</c> of the address a service sends from: <c>Golden Main</c> becomes <c>golden.main</c>.</summary>
public static class SenderLocalPart
{
    /// <summary>Decomposes, drops combining marks, turns runs of white space into one full stop, keeps letters and digits of any
    /// script in lower case, and leaves no full stop doubled or at an end.</summary>
    /// <returns>Empty when the name holds neither letter nor digit: such a name must be refused where it is chosen.</returns>
    /// <remarks>Letters stay decomposed (Korean as single jamo), as the original answers them.</remarks>
    public static string FromName(string serviceName, LocalPartLetters letters = LocalPartLetters.AnyScript)
    {
        var result = new StringBuilder(serviceName.Length);
        foreach (var rune in serviceName.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (IsAlphanumeric(rune) && (letters == LocalPartLetters.AnyScript || rune.IsAscii))
            {
                result.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if ((rune.Value == '.' || IsSpace(rune)) && result.Length > 0 && result[^1] != '.')
            {
                result.Append('.');
            }
        }

        return result.ToString().TrimEnd('.');
    }

    // Fractions and encircled digits count, too.
    private static bool IsAlphanumeric(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1c and <= 0x1f;
}
