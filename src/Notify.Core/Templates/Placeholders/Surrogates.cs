using System.Text;

namespace Notify.Core.Templates.Placeholders;

/// <summary>Keeps text well-formed, since half a surrogate pair can be neither stored nor sent.</summary>
internal static class Surrogates
{
    /// <returns>The text with every lone surrogate replaced by U+FFFD; the same instance when there is none.</returns>
    public static string Mend(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return text;
        }

        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            mended.Append(rune.ToString());
        }

        return mended.Length == text.Length && mended.Equals(text) ? text : mended.ToString();
    }
}
