namespace Notify.Core.Recipients.Files;

/// <summary>Finds the character that separates the cells of a text file: Excel writes the one of the machine's region.</summary>
internal static class DelimiterSniffer
{
    /// <param name="candidates">In order of preference.</param>
    /// <param name="isRecipient">Whether a heading names the column of the recipient: the surest sign of the right separator.</param>
    public static char Find(Func<TextReader> open, IReadOnlyList<char> candidates, Func<string, bool> isRecipient)
    {
        var best = ',';
        var most = (Recipient: false, Headings: 1);
        foreach (var candidate in candidates)
        {
            var headings = Headings(open, candidate);
            var found = (Recipient: headings.Length > 1 && headings.Any(isRecipient), Headings: headings.Length);
            if (found.Recipient && !most.Recipient || found.Recipient == most.Recipient && found.Headings > most.Headings)
            {
                (best, most) = (candidate, found);
            }
        }

        return best;
    }

    // With the wrong separator a heading line can go over a limit.
    private static string[] Headings(Func<TextReader> open, char separator)
    {
        try
        {
            return new DelimitedText(open, separator).Rows().FirstOrDefault() ?? [];
        }
        catch (UnreadableFileException)
        {
            return [];
        }
    }
}
