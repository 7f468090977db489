namespace Notify.Core.Templates.Markup;

/// <summary>Finds fenced blocks: a line of three or more backticks or tildes, an optional word, to the same marks at the end of a line.</summary>
/// <remarks>All lines that could close one are listed at the first question, so that many openings that nothing closes cost one pass.</remarks>
internal sealed class Fences
{
    // Lines of the text that end in backticks or tildes (spaces after them left out), with how many, and the most from there on.
    private readonly List<(int RunEnd, int Run, int Most)> _ticks = [];
    private readonly List<(int RunEnd, int Run, int Most)> _tildes = [];

    public Fences(ReadOnlySpan<char> text, int from)
    {
        var position = from;
        while (position < text.Length)
        {
            var end = Lines.End(text, position);
            var last = end;
            while (last > position && text[last - 1] == ' ')
            {
                last--;
            }

            var mark = last > position ? text[last - 1] : ' ';
            var run = 0;
            while (mark is '`' or '~' && last - run > position && text[last - run - 1] == mark)
            {
                run++;
            }

            if (run >= 3)
            {
                (mark == '`' ? _ticks : _tildes).Add((last, run, run));
            }

            position = end + 1;
        }

        FillMost(_ticks);
        FillMost(_tildes);
    }

    /// <param name="position">The first mark, after any spaces.</param>
    /// <param name="start">Where the text inside begins.</param>
    /// <param name="length">Its length, white space at its end left out.</param>
    /// <param name="next">Where the next block begins.</param>
    public bool TryRead(ReadOnlySpan<char> text, int position, out int start, out int length, out int next)
    {
        start = length = next = 0;
        var mark = text[position];
        var opening = 0;
        while (position + opening < text.Length && text[position + opening] == mark)
        {
            opening++;
        }

        if (opening < 3 || !EndsOpening(text, position + opening, out var line))
        {
            return false;
        }

        start = line + 1;

        // Tildes that are too many may be read as the word after fewer of them, if no space follows.
        var fewest = mark == '~' && !HasWordAfterSpace(text, position + opening) ? 3 : opening;
        var closers = mark == '`' ? _ticks : _tildes;
        for (var first = FirstAfter(closers, start); first < closers.Count; first++)
        {
            var wanted = Math.Min(opening, closers[first].Most);
            if (wanted < fewest)
            {
                return false;
            }

            for (var i = first; i < closers.Count; i++)
            {
                var closes = closers[i].RunEnd - wanted;
                if (closers[i].Run >= wanted && closes > start)
                {
                    length = TrimmedLength(text, start, closes);
                    next = Lines.SkipNewlines(text, Lines.SkipSpaces(text, closers[i].RunEnd));
                    return true;
                }
            }
        }

        return false;
    }

    private static void FillMost(List<(int RunEnd, int Run, int Most)> closers)
    {
        var most = 0;
        for (var i = closers.Count - 1; i >= 0; i--)
        {
            most = Math.Max(most, closers[i].Run);
            closers[i] = closers[i] with { Most = most };
        }
    }

    private static int FirstAfter(List<(int RunEnd, int Run, int Most)> closers, int position)
    {
        int low = 0, high = closers.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (closers[middle].RunEnd <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // Optional spaces, optional word without backticks, optional spaces, newline.
    private static bool EndsOpening(ReadOnlySpan<char> text, int position, out int line)
    {
        position = Lines.SkipSpaces(text, position);
        while (position < text.Length && text[position] != '`' && !Typography.Characters.IsSpace(text[position]))
        {
            position++;
        }

        line = Lines.SkipSpaces(text, position);
        return line < text.Length && text[line] == '\n';
    }

    private static bool HasWordAfterSpace(ReadOnlySpan<char> text, int position) =>
        position < text.Length && text[position] == ' ' && Lines.SkipSpaces(text, position) is var word && word < text.Length && text[word] != '\n';

    private static int TrimmedLength(ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start + 1 && Typography.Characters.IsSpace(text[end - 1]))
        {
            end--;
        }

        return end - start;
    }
}
