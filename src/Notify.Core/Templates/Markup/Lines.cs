using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>The forms of single lines. Positions are offsets in the text; every text ends where the block that is being read ends.</summary>
internal static class Lines
{
    public static int SkipSpaces(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }

        return position;
    }

    public static int SkipNewlines(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && text[position] == '\n')
        {
            position++;
        }

        return position;
    }

    /// <summary>Whether the line begins with four spaces and has something after them.</summary>
    public static bool IsIndented(ReadOnlySpan<char> text, int position) =>
        position + 4 < text.Length && text.Slice(position, 4) is "    " && text[position + 4] != '\n';

    /// <returns>The offset of the newline that ends the line, or the end of the text.</returns>
    public static int End(ReadOnlySpan<char> text, int position)
    {
        var end = text[position..].IndexOf('\n');
        return end < 0 ? text.Length : position + end;
    }

    /// <summary>Three or more of <c>- * _</c> in any mix, with spaces between, alone on the line.</summary>
    /// <param name="position">Where the first mark must stand.</param>
    /// <returns>The end of the line; -1 when it is none.</returns>
    public static int Rule(ReadOnlySpan<char> text, int position)
    {
        var marks = 0;
        while (position < text.Length && text[position] != '\n')
        {
            if (text[position] is '-' or '*' or '_')
            {
                marks++;
            }
            else if (text[position] != ' ' || marks == 0)
            {
                return -1;
            }

            position++;
        }

        return marks >= 3 ? position : -1;
    }

    /// <summary>Whether the line at <paramref name="position"/> makes the line before it a heading: only <c>=</c> and <c>-</c>, one at least, spaces round them.</summary>
    /// <param name="last">The last mark, which decides the level.</param>
    /// <param name="end">The end of the line.</param>
    public static bool Underline(ReadOnlySpan<char> text, int position, out char last, out int end)
    {
        last = '\0';
        end = SkipSpaces(text, position);
        while (end < text.Length && text[end] is '=' or '-')
        {
            last = text[end++];
        }

        end = SkipSpaces(text, end);
        return last != '\0' && (end == text.Length || text[end] == '\n');
    }

    /// <summary>A list's marker: <c>* - •</c> or digits and a full stop.</summary>
    /// <returns>The offset after it; -1 when there is none.</returns>
    public static int Marker(ReadOnlySpan<char> text, int position)
    {
        if (position >= text.Length)
        {
            return -1;
        }

        if (text[position] is '*' or '-' or '\u2022')
        {
            return position + 1;
        }

        return Number(text, position);
    }

    /// <returns>The offset after digits and a full stop; -1 when there are none.</returns>
    public static int Number(ReadOnlySpan<char> text, int position)
    {
        var end = position;
        while (end < text.Length && Characters.IsDigit(text[end]))
        {
            end++;
        }

        return end > position && end < text.Length && text[end] == '.' ? end + 1 : -1;
    }

    /// <summary>Whether a line breaks into a paragraph as a list: <c>* + -</c>, a number, or both, then a space and something more.</summary>
    /// <remarks>Not the markers of <see cref="Marker"/>: the original's paragraphs still go by the grammar it later changed.</remarks>
    public static bool InterruptsAsList(ReadOnlySpan<char> text, int position)
    {
        var end = position;
        if (text[end] is '*' or '+' or '-')
        {
            end++;
        }
        else if (Number(text, end) < 0)
        {
            return false;
        }

        var number = Number(text, end);
        return HasSpaceAndMore(text, number) || (end > position && HasSpaceAndMore(text, end));
    }

    /// <summary>A heading's line: 1 to 6 hashes, text, hashes that close it; no space is needed.</summary>
    /// <param name="position">The first hash.</param>
    /// <returns>Whether there is any text; a lone hash is none.</returns>
    public static bool Heading(ReadOnlySpan<char> text, int position, out int level, out int start, out int end)
    {
        var line = End(text, position);
        level = 0;
        while (level < 6 && position + level < line && text[position + level] == '#')
        {
            level++;
        }

        start = SkipSpaces(text, position + level);
        if (start >= line)
        {
            // Nothing but hashes and spaces: the last character of them is the text.
            start = line - 1;
            end = line;
            level = Math.Min(level, start - position);
            return level > 0;
        }

        end = TrimEnd(text, start, TrimHashes(text, start, TrimEnd(text, start, line)));
        end = Math.Max(end, start + 1);
        return true;
    }

    private static int TrimEnd(ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start && text[end - 1] == ' ')
        {
            end--;
        }

        return end;
    }

    private static int TrimHashes(ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start && text[end - 1] == '#')
        {
            end--;
        }

        return end;
    }

    private static bool HasSpaceAndMore(ReadOnlySpan<char> text, int position) =>
        position >= 0 && position + 1 < text.Length && text[position] == ' ';
}
