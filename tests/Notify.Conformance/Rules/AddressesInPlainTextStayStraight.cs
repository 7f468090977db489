using System.Text.Json;

namespace Notify.Conformance.Rules;

internal sealed class AddressesInPlainTextStayStraight : IDepartureRule
{
    private const string Span = "span";

    public string Departure => "addresses-in-plain-text-stay-straight";

    public bool Explains(JsonElement recorded, JsonElement ours, string field)
    {
        var (curled, straight) = (recorded.Text("plain_text"), ours.Text("plain_text"));
        if (field != "render_email.plain_text" || curled.Length != straight.Length)
        {
            return false;
        }

        var (start, previous, previousIsAddress) = (0, "", false);
        while (start < straight.Length)
        {
            var end = start;
            while (end < straight.Length && !char.IsWhiteSpace(straight[end]))
            {
                end++;
            }

            var word = straight[start..end];
            var isAddress = IsAddress(word) || IsGapInAddress(word, previous, previousIsAddress);
            end = Math.Min(end + 1, straight.Length);
            if (!Agree(curled.AsSpan(start, end - start), straight.AsSpan(start, end - start), isAddress))
            {
                return false;
            }

            (start, previous, previousIsAddress) = (end, word, isAddress);
        }

        return true;
    }

    // Also what Markdown takes for an address between angle brackets: anything with an @, or with a scheme before a colon.
    private static bool IsAddress(string word) =>
        word.Contains("www.", StringComparison.OrdinalIgnoreCase) || word.Contains('@', StringComparison.Ordinal) || word.AsSpan(0, Math.Max(0, word.Length - 1)).IndexOf(':') > 0;

    // A highlighted gap in an address, or as one (its `<` is lost then), has a space in its tag.
    private static bool IsGapInAddress(string word, string previous, bool previousIsAddress) =>
        word.StartsWith("class='placeholder", StringComparison.Ordinal)
        && (previous == Span || (previousIsAddress && previous.EndsWith("<" + Span, StringComparison.Ordinal)));

    private static bool Agree(ReadOnlySpan<char> curled, ReadOnlySpan<char> straight, bool isAddress)
    {
        for (var i = 0; i < straight.Length; i++)
        {
            if (curled[i] != straight[i] && !(isAddress && Straight(curled[i]) == straight[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static char Straight(char quote) => quote switch { '‘' or '’' => '\'', '“' or '”' => '"', _ => quote };
}
