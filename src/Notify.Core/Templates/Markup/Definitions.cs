using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Reads definitions of links, <c>[key]: address "title"</c>, and footnotes, <c>[^key]: text</c>.</summary>
internal static class Definitions
{
    /// <returns>Where the next block begins; -1 when there is no definition at <paramref name="position"/>.</returns>
    public static int Link(ref BlockReader reader, ReadOnlySpan<char> text, int position, out (int Start, int Length) key, out LinkTarget target)
    {
        key = default;
        target = default;
        var open = Lines.SkipSpaces(text, position);
        if (open >= text.Length || text[open] != '[')
        {
            return -1;
        }

        var close = reader.NextKeyEnd(text, open + 1);
        if (close == open + 1 || close + 1 >= text.Length || text[close] != ']' || text[close + 1] != ':')
        {
            return -1;
        }

        var start = Lines.SkipSpaces(text, close + 2);
        start += start < text.Length && text[start] == '<' && start + 1 < text.Length && !Stops(text[start + 1]) ? 1 : 0;
        var end = start;
        while (end < text.Length && !Stops(text[end]))
        {
            end++;
        }

        if (end == start)
        {
            return -1;
        }

        key = (open + 1, close - open - 1);
        var after = end < text.Length && text[end] == '>' ? end + 1 : end;
        var (titleStart, titleLength) = Title(text, after);
        target = new LinkTarget(start, end - start, titleStart, titleLength);
        var line = titleStart < 0 ? Lines.SkipSpaces(text, after) : Lines.End(text, after);
        return line == text.Length || text[line] == '\n' ? Lines.SkipNewlines(text, line) : -1;
    }

    /// <param name="content">Where the note's text begins.</param>
    /// <returns>Where the next block begins; -1 when there is no definition at <paramref name="position"/>.</returns>
    public static int Footnote(ref BlockReader reader, ReadOnlySpan<char> text, int position, out (int Start, int Length) key, out int content)
    {
        key = default;
        content = 0;
        if (position + 1 >= text.Length || text[position] != '[' || text[position + 1] != '^')
        {
            return -1;
        }

        var close = reader.NextBracket(text, position + 2);
        if (close == position + 2 || close + 1 >= text.Length || text[close + 1] != ':')
        {
            return -1;
        }

        key = (position + 2, close - position - 2);
        content = Lines.SkipSpaces(text, close + 2);
        var end = Lines.SkipNewlines(text, Lines.End(text, content));
        while (end < text.Length && text[end] == ' ')
        {
            end = Lines.SkipNewlines(text, Lines.End(text, end));
        }

        return end;
    }

    /// <summary>Copies a note's text, the lines after the first without the least indent that any of them has.</summary>
    public static void CopyFootnote(TextBuffer buffer, int start, int end)
    {
        var text = buffer.Slice(0, end);
        var line = Lines.End(text, start) + 1;
        var least = int.MaxValue;
        for (var position = line; position < end; position = Lines.End(text, position) + 1)
        {
            var indent = Indent(text, position);
            least = indent > 0 ? Math.Min(least, indent) : least;
        }

        buffer.AppendOwn(start, Math.Min(line, end) - start);
        for (var position = line; position < end; position = line)
        {
            text = buffer.Slice(0, end);
            line = Math.Min(Lines.End(text, position) + 1, end);
            var cut = least == int.MaxValue ? 0 : Math.Min(least, Lines.End(text, position) - position);
            buffer.AppendOwn(position + cut, line - position - cut);
        }
    }

    private static int Indent(ReadOnlySpan<char> text, int position)
    {
        var end = position;
        while (end < text.Length && text[end] != '\n' && Characters.IsSpace(text[end]))
        {
            end++;
        }

        return end - position;
    }

    private static bool Stops(char c) => c == '>' || Characters.IsSpace(c);

    // One or more spaces, a quote or bracket, and the last quote or bracket of the line with nothing but spaces after it.
    private static (int Start, int Length) Title(ReadOnlySpan<char> text, int position)
    {
        var open = Lines.SkipSpaces(text, position);
        if (open == position || open >= text.Length || text[open] is not ('"' or '('))
        {
            return (-1, 0);
        }

        var close = Lines.End(text, open);
        while (close > open && text[close - 1] == ' ')
        {
            close--;
        }

        return close - 1 > open + 1 && text[close - 1] is '"' or ')' ? (open + 1, close - open - 2) : (-1, 0);
    }
}
