namespace Notify.Core.Declarations;

/// <summary>The difference of two texts line by line, as people read it.</summary>
public static class LineDiff
{
    /// <summary>Lines shown before and after a change.</summary>
    private const int Context = 2;

    /// <summary>Pairs of lines compared at most; beyond, a text is shown as replaced.</summary>
    private const int MaxPairs = 4_000_000;

    /// <param name="before">Null: there was none.</param>
    /// <returns>Lines with <c>+ </c>, <c>- </c> or two spaces in front; <c>…</c> where unchanged ones are left out; empty when nothing differs.</returns>
    public static IReadOnlyList<string> Of(string? before, string after)
    {
        ArgumentNullException.ThrowIfNull(after);
        if (before == after)
        {
            return [];
        }

        string[] old = before is null ? [] : before.Split('\n');
        var now = after.Split('\n');
        var start = 0;
        while (start < Math.Min(old.Length, now.Length) && old[start] == now[start])
        {
            start++;
        }

        var end = 0;
        while (end < Math.Min(old.Length, now.Length) - start && old[^(end + 1)] == now[^(end + 1)])
        {
            end++;
        }

        var all = new List<string>();
        all.AddRange(old[..start].Select(line => "  " + line));
        all.AddRange(Middle(old[start..^end], now[start..^end]));
        all.AddRange(now[^end..].Select(line => "  " + line));
        return Shorten(all);
    }

    private static List<string> Middle(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > MaxPairs)
        {
            return [.. old.Select(line => "- " + line), .. now.Select(line => "+ " + line)];
        }

        // Length of the longest common subsequence from each pair of lines on.
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        var (a, b) = (0, 0);
        while (a < old.Length || b < now.Length)
        {
            if (a < old.Length && b < now.Length && old[a] == now[b])
            {
                lines.Add("  " + old[a++]);
                b++;
            }
            else if (b == now.Length || (a < old.Length && common[a + 1, b] >= common[a, b + 1]))
            {
                lines.Add("- " + old[a++]);
            }
            else
            {
                lines.Add("+ " + now[b++]);
            }
        }

        return lines;
    }

    private static List<string> Shorten(List<string> lines)
    {
        var shown = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            for (var j = Math.Max(0, i - Context); lines[i][0] != ' ' && j <= Math.Min(lines.Count - 1, i + Context); j++)
            {
                shown[j] = true;
            }
        }

        var kept = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (shown[i])
            {
                kept.Add(lines[i]);
            }
            else if (i == 0 || shown[i - 1])
            {
                kept.Add("…");
            }
        }

        return kept;
    }
}
