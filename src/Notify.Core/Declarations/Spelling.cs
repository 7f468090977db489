namespace Notify.Core.Declarations;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <returns>A question to put behind a message, or the list of what is known.</returns>
    public static string Hint(string word, IReadOnlyList<string> known)
    {
        // Longer words may differ more; a word that differs in half its letters is another word.
        var best = known.Select(candidate => (Candidate: candidate, Distance: Distance(word.ToLowerInvariant().Replace('-', '_'), candidate)))
            .Where(found => found.Distance <= Math.Max(1, Math.Min(found.Candidate.Length, word.Length) / 3))
            .OrderBy(found => found.Distance)
            .FirstOrDefault();
        return best.Candidate is null ? $"known here: {string.Join(", ", known)}" : $"did you mean '{best.Candidate}'?";
    }

    /// <summary>Letters to insert, delete or replace, and neighbours to swap.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > b.Length)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
