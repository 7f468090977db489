using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Splits a body into blocks: the dialect of the original, which is not CommonMark.</summary>
/// <remarks>At each position the first form that fits takes its text. One pass in each of at most twelve levels of nesting, so time
/// grows linearly with length.</remarks>
internal sealed class BlockParser(MarkupDocument document)
{
    private const int DeepestNesting = 6;

    private int _listDepth;
    private int _quoteDepth;

    public void Parse(int start, int end)
    {
        _listDepth = 0;
        _quoteDepth = 0;
        Parse(start, end, BlockRules.Body);
    }

    private void Parse(int start, int end, BlockRules rules)
    {
        while (end > start && document.Text[end - 1] == '\n')
        {
            end--;
        }

        var reader = new BlockReader(start, end);
        while (reader.Position < end)
        {
            Step(ref reader, rules);
        }
    }

    private void Step(ref BlockReader reader, BlockRules rules)
    {
        var text = document.Text.Slice(0, reader.End);
        var position = reader.Position;
        if (text[position] == '\n')
        {
            reader.Position = Lines.SkipNewlines(text, position);
            if (reader.Position - position > 1)
            {
                Add(BlockKind.BlankLines, position, 0);
            }

            return;
        }

        var first = Lines.SkipSpaces(text, position);
        var mark = first < text.Length ? text[first] : '\n';
        if (first - position >= 4 && TryIndented(ref reader, text))
        {
            return;
        }

        if (rules != BlockRules.Item && mark == '#' && Lines.Heading(text, first, out var level, out var start, out var end))
        {
            Add(BlockKind.Heading, start, end - start, level);
            reader.Position = Lines.SkipNewlines(text, Lines.End(text, first));
            return;
        }

        // Only in a body a rule is looked for before an underlined heading; elsewhere `---` over `---` is a heading.
        if (mark is '`' or '~' && TryFence(ref reader, text, first)
            || (rules == BlockRules.Body && TryRule(ref reader, text, first))
            || (rules != BlockRules.Item && TryTable(ref reader, text, Tables.WithoutBars(text, position)))
            || TryUnderlined(ref reader, text)
            || (rules != BlockRules.Body && TryRule(ref reader, text, first))
            || (mark == '^' && TryQuote(ref reader, text, first))
            || TryList(ref reader, text, first)
            || (mark == '<' && TryHtml(ref reader, text, first)))
        {
            return;
        }

        if ((rules == BlockRules.Body && mark == '[' && (TryLink(ref reader, text) || TryFootnote(ref reader, text)))
            || (rules != BlockRules.Item && mark == '|' && TryTable(ref reader, text, Tables.WithBars(text, position))))
        {
            return;
        }

        if (rules == BlockRules.Item)
        {
            var line = Lines.End(text, position);
            Add(BlockKind.Text, position, line - position);
            reader.Position = line;
        }
        else
        {
            var last = Paragraphs.End(ref reader, text);
            Add(BlockKind.Paragraph, position, last - position);
            reader.Position = Lines.SkipNewlines(text, last);
        }
    }

    private bool TryIndented(ref BlockReader reader, ReadOnlySpan<char> text)
    {
        var position = reader.Position;
        while (Lines.IsIndented(text, position))
        {
            position = Lines.SkipNewlines(text, Lines.End(text, position));
        }

        if (position == reader.Position)
        {
            return false;
        }

        var copy = document.Text.Length;
        LineCopies.Outdent(document.Text, reader.Position, position, 4);
        reader.Position = position;
        Add(BlockKind.Verbatim, copy, document.Text.Length - copy);
        return true;
    }

    private bool TryFence(ref BlockReader reader, ReadOnlySpan<char> text, int first)
    {
        if (!reader.Fences(text).TryRead(text, first, out var start, out var length, out var next))
        {
            return false;
        }

        Add(BlockKind.Verbatim, start, length);
        reader.Position = next;
        return true;
    }

    private bool TryRule(ref BlockReader reader, ReadOnlySpan<char> text, int first)
    {
        var line = first - reader.Position < 4 ? Lines.Rule(text, first) : -1;
        if (line < 0)
        {
            return false;
        }

        Add(BlockKind.Rule, first, 0);
        reader.Position = Lines.SkipNewlines(text, line);
        return true;
    }

    private bool TryTable(ref BlockReader reader, ReadOnlySpan<char> text, int end)
    {
        if (end < 0)
        {
            return false;
        }

        Add(BlockKind.Table, reader.Position, end - reader.Position);
        reader.Position = Lines.SkipNewlines(text, end);
        return true;
    }

    private bool TryUnderlined(ref BlockReader reader, ReadOnlySpan<char> text)
    {
        var line = Lines.End(text, reader.Position);
        if (line == text.Length || !Lines.Underline(text, line + 1, out var last, out var end))
        {
            return false;
        }

        Add(BlockKind.Heading, reader.Position, line - reader.Position, last == '=' ? 1 : 2);
        reader.Position = Math.Min(end + 1, text.Length);
        return true;
    }

    private bool TryQuote(ref BlockReader reader, ReadOnlySpan<char> text, int first)
    {
        var (start, end) = (reader.Position, Quotes.End(text, reader.Position, first));
        if (end == start)
        {
            return false;
        }

        reader.Position = end;
        Add(BlockKind.QuoteStart, start, 0);
        if (++_quoteDepth > DeepestNesting)
        {
            Add(BlockKind.Text, start, end - start);
        }
        else
        {
            var copy = document.Text.Length;
            LineCopies.Unmark(document.Text, start, end);
            Parse(copy, document.Text.Length, BlockRules.Body);
        }

        _quoteDepth--;
        Add(BlockKind.QuoteEnd, end, 0);
        return true;
    }

    private bool TryList(ref BlockReader reader, ReadOnlySpan<char> text, int first)
    {
        var marker = Lines.Marker(text, first);
        if (marker < 0 || marker >= text.Length)
        {
            return false;
        }

        var start = reader.Position;
        var end = Lists.End(ref reader, text, first, marker);
        reader.Position = end;
        Add(BlockKind.ListStart, start, 0, Characters.IsDigit(text[first]) ? 1 : 0);
        if (++_listDepth > DeepestNesting)
        {
            Add(BlockKind.Text, start, end - start);
        }
        else
        {
            ReadItems(start, end, first - start);
        }

        _listDepth--;
        Add(BlockKind.ListEnd, end, 0);
        return true;
    }

    private void ReadItems(int start, int end, int indent)
    {
        var previousEndsLine = false;
        while (start < end)
        {
            var text = document.Text.Slice(0, end);
            var next = Lists.NextItem(text, start, indent);
            var inside = Lines.Marker(text, start + indent);
            var width = inside - start;
            var item = text[inside..Math.Max(inside, next - (next < end ? 1 : 0))];
            var loose = previousEndsLine || Lists.HasGap(item);
            if (next < end && item.Length > 0)
            {
                previousEndsLine = item[^1] == '\n';
                loose |= previousEndsLine;
            }

            Add(BlockKind.ItemStart, start, 0, loose ? 1 : 0);
            var length = item.Length;
            if (item.IndexOf("\n ") >= 0)
            {
                var copy = document.Text.Length;
                LineCopies.Outdent(document.Text, inside, inside + length, width);
                Parse(copy, document.Text.Length, BlockRules.Item);
            }
            else
            {
                Parse(inside, inside + length, BlockRules.Item);
            }

            Add(BlockKind.ItemEnd, next, 0);
            start = next;
        }
    }

    private bool TryHtml(ref BlockReader reader, ReadOnlySpan<char> text, int first)
    {
        var start = reader.Position;
        var next = reader.Html(text).Block(text, first, out var end, out var whole);
        if (next < 0)
        {
            return false;
        }

        Add(BlockKind.Verbatim, whole ? start : first, whole ? next - start : end - first);
        reader.Position = next;
        return true;
    }

    private bool TryLink(ref BlockReader reader, ReadOnlySpan<char> text)
    {
        var end = Definitions.Link(ref reader, text, reader.Position, out var key, out var target);
        if (end < 0)
        {
            return false;
        }

        if (MarkupDocument.Key(text.Slice(key.Start, key.Length)) is { } name)
        {
            document.Definitions[name] = target;
        }

        reader.Position = end;
        return true;
    }

    private bool TryFootnote(ref BlockReader reader, ReadOnlySpan<char> text)
    {
        var end = Definitions.Footnote(ref reader, text, reader.Position, out var key, out var content);
        if (end < 0)
        {
            return false;
        }

        reader.Position = end;
        if (MarkupDocument.Key(text.Slice(key.Start, key.Length)) is { } name && document.TryAddFootnote(name))
        {
            var number = document.Footnotes.Count - 1;
            Add(BlockKind.FootnoteStart, content, 0, number);
            var copy = document.Text.Length;
            Definitions.CopyFootnote(document.Text, content, end);
            Parse(copy, document.Text.Length, BlockRules.Footnote);
            Add(BlockKind.FootnoteEnd, end, 0, number);
        }

        return true;
    }

    private void Add(BlockKind kind, int start, int length, int detail = 0) => document.Blocks.Add(new BlockToken(kind, start, length, detail));
}
