namespace Notify.Core.Templates.Markup;

/// <summary>Finds tables, which no output shows: the author is warned of them instead.</summary>
internal static class Tables
{
    /// <summary>A line with a bar in it, a line of hyphens, colons and bars, and rows that hold bars.</summary>
    /// <returns>The end of the last row; -1 when there is no table.</returns>
    public static int WithoutBars(ReadOnlySpan<char> text, int position)
    {
        var first = Lines.SkipSpaces(text, position);
        var line = Lines.End(text, position);
        if (line == text.Length || first >= line || Typography.Characters.IsSpace(text[first]) || text[(first + 1)..line].IndexOf('|') < 0)
        {
            return -1;
        }

        var mark = Lines.SkipSpaces(text, line + 1);
        var bar = mark;
        while (bar < text.Length && text[bar] is '-' or ':')
        {
            bar++;
        }

        var cells = Lines.SkipSpaces(text, bar);
        if (bar == mark || cells >= text.Length || text[cells] != '|')
        {
            return -1;
        }

        var end = CellsEnd(text, cells + 1);
        return end < 0 ? -1 : RowsEnd(text, end + 1, barFirst: false);
    }

    /// <summary>The same with a bar before each line.</summary>
    /// <returns>The end of the last row; -1 when there is no table.</returns>
    public static int WithBars(ReadOnlySpan<char> text, int position)
    {
        var first = Lines.SkipSpaces(text, position);
        var line = Lines.End(text, position);
        if (line == text.Length || first + 1 >= line || text[first] != '|')
        {
            return -1;
        }

        var bar = Lines.SkipSpaces(text, line + 1);
        if (bar >= text.Length || text[bar] != '|')
        {
            return -1;
        }

        var mark = Lines.SkipSpaces(text, bar + 1);
        if (mark >= text.Length || text[mark] is not ('-' or ':'))
        {
            return -1;
        }

        var end = CellsEnd(text, mark + 1);
        return end < 0 ? -1 : RowsEnd(text, end + 1, barFirst: true);
    }

    private static int CellsEnd(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && text[position] is '-' or '|' or ' ' or ':')
        {
            position++;
        }

        return position < text.Length && text[position] == '\n' ? position : -1;
    }

    private static int RowsEnd(ReadOnlySpan<char> text, int position, bool barFirst)
    {
        while (position < text.Length)
        {
            var line = Lines.End(text, position);
            var first = Lines.SkipSpaces(text, position);
            var isRow = barFirst ? first < line && text[first] == '|' : text[position..line].IndexOf('|') >= 0;
            if (!isRow)
            {
                break;
            }

            position = Math.Min(line + 1, text.Length);
        }

        return position;
    }
}
