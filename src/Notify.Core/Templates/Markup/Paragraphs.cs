namespace Notify.Core.Templates.Markup;

/// <summary>Finds where a paragraph ends.</summary>
internal static class Paragraphs
{
    /// <returns>The end of the paragraph's last line: before an empty line, or before one that begins something else.</returns>
    public static int End(ref BlockReader reader, ReadOnlySpan<char> text)
    {
        var end = Lines.End(text, reader.Position);
        while (end + 1 < text.Length && text[end + 1] != '\n' && !Interrupts(ref reader, text, end + 1))
        {
            end = Lines.End(text, end + 1);
        }

        return end;
    }

    private static bool Interrupts(ref BlockReader reader, ReadOnlySpan<char> text, int position)
    {
        var first = Lines.SkipSpaces(text, position);
        if (first < text.Length && BeginsOther(ref reader, text, position, first))
        {
            return true;
        }

        // The line before an underline belongs to the heading.
        var line = Lines.End(text, position);
        return line < text.Length && Lines.Underline(text, line + 1, out _, out _);
    }

    private static bool BeginsOther(ref BlockReader reader, ReadOnlySpan<char> text, int position, int first) => text[first] switch
    {
        '`' or '~' => reader.Fences(text).TryRead(text, first, out _, out _, out _),
        '*' or '-' => Lines.InterruptsAsList(text, first) || IsRule(text, position, first),
        '+' => Lines.InterruptsAsList(text, first),
        '_' => IsRule(text, position, first),
        '#' => Lines.Heading(text, first, out _, out _, out _),
        '>' => first + 1 < text.Length && text[first + 1] != '\n',
        '[' => Definitions.Link(ref reader, text, position, out _, out _) >= 0 || Definitions.Footnote(ref reader, text, position, out _, out _) >= 0,
        '<' => first == position && RawHtml.StartsBlockTag(text, first),
        var c => Typography.Characters.IsDigit(c) && Lines.InterruptsAsList(text, first),
    };

    private static bool IsRule(ReadOnlySpan<char> text, int position, int first) => first - position < 4 && Lines.Rule(text, first) >= 0;
}
