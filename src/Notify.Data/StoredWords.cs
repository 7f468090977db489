using System.Text;

namespace Notify.Data;

/// <summary>What the outside world says, made fit to be stored.</summary>
internal static class StoredWords
{
    /// <summary>A provider may say anything; PostgreSQL's text holds neither U+0000 nor half a surrogate pair.</summary>
    /// <param name="length">UTF-16 units that are kept.</param>
    public static string? Cut(string? text, int length)
    {
        if (text is null)
        {
            return null;
        }

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > length)
            {
                break;
            }

            kept.Append(rune.Value == 0 ? " " : rune.ToString());
        }

        return kept.ToString();
    }
}
