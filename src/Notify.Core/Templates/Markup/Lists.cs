using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Finds where lists and their items end.</summary>
internal static class Lists
{
    /// <summary>A list goes on to a rule, a definition, an empty line that no indented line and no item of its own follows, or the end.</summary>
    /// <param name="first">The marker of the first item.</param>
    /// <param name="marker">The end of that marker; at least one character follows.</param>
    /// <returns>The end, newlines included.</returns>
    public static int End(ref BlockReader reader, ReadOnlySpan<char> text, int first, int marker)
    {
        var indent = first - reader.Position;
        var position = marker + 1;
        while (position < text.Length)
        {
            var newline = text[position..].IndexOf('\n');
            if (newline < 0)
            {
                break;
            }

            position += newline;
            var next = Lines.SkipNewlines(text, position);
            if (Ends(ref reader, text, next - position, next, indent))
            {
                return next;
            }

            position = next;
        }

        return text.Length;
    }

    /// <returns>The start of the next item, which has the same indent as the first; the end of the text when there is none.</returns>
    public static int NextItem(ReadOnlySpan<char> text, int start, int indent)
    {
        while (true)
        {
            var line = Lines.End(text, start);
            if (line >= text.Length)
            {
                return text.Length;
            }

            start = line + 1;
            if (IsIndented(text, start, indent) && Lines.Marker(text, start + indent) >= 0)
            {
                return start;
            }
        }
    }

    /// <returns>Whether an item has an empty line with something after it.</returns>
    public static bool HasGap(ReadOnlySpan<char> item)
    {
        var gap = item.IndexOf("\n\n");
        return gap >= 0 && !Characters.IsAllSpace(item[gap..]);
    }

    private static bool Ends(ref BlockReader reader, ReadOnlySpan<char> text, int newlines, int next, int indent)
    {
        if (next >= text.Length)
        {
            return newlines >= 3;
        }

        if (newlines >= 3
            || Lines.Rule(text, next) >= 0
            || (indent > 0 && IsIndented(text, next, indent) && Lines.Rule(text, next + indent) >= 0)
            || Definitions.Link(ref reader, text, next, out _, out _) >= 0
            || Definitions.Footnote(ref reader, text, next, out _, out _) >= 0)
        {
            return true;
        }

        return newlines == 2 && text[next] != ' ' && !(indent == 0 && Lines.Marker(text, next) is var marker and >= 0 && marker < text.Length && text[marker] == ' ');
    }

    private static bool IsIndented(ReadOnlySpan<char> text, int position, int indent) =>
        position + indent <= text.Length && text.Slice(position, indent).IndexOfAnyExcept(' ') < 0;
}
