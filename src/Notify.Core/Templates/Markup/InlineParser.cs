using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Reads what stands inside blocks: escapes, raw HTML, addresses, links, line breaks.</summary>
internal sealed class InlineParser(MarkupDocument document)
{
    // The text of a link may hold links in turn; below this it is read as text, so that brackets in brackets stay linear.
    private const int DeepestLink = 8;

    private static readonly SearchValues<char> Special = SearchValues.Create("\\<![\n:");
    private static readonly SearchValues<char> SpaceOrAngle = SearchValues.Create(" >");

    private readonly BracketIndex[] _brackets = [.. Enumerable.Range(0, DeepestLink + 1).Select(_ => new BracketIndex())];
    // Whether each open item, quote, list or footnote is a tight item.
    private readonly Stack<bool> _tight = new();
    private bool _inLink;
    private bool _inFootnote;
    private int _referred;

    /// <summary>Goes through the blocks and writes the document's steps.</summary>
    public void ReadBlocks()
    {
        _inLink = false;
        _inFootnote = false;
        _referred = 0;
        _tight.Clear();
        var blocks = document.Blocks;
        for (var i = 0; i < blocks.Count; i++)
        {
            i = ReadBlock(blocks, i);
        }
    }

    // Returns the number of the last block read: neighbouring lines of an item are one text.
    private int ReadBlock(List<BlockToken> blocks, int i)
    {
        var block = blocks[i];
        switch (block.Kind)
        {
            case BlockKind.BlankLines:
                Add(MarkupKind.LineBreak);
                break;
            case BlockKind.Rule:
                Add(MarkupKind.Rule);
                break;
            case BlockKind.Verbatim:
                Add(MarkupKind.Verbatim, block.Start, block.Length);
                break;
            case BlockKind.Heading:
                Add(MarkupKind.HeadingStart, detail: block.Detail);
                Read(block.Start, block.Start + block.Length, 0);
                Add(MarkupKind.HeadingEnd, detail: block.Detail);
                break;
            case BlockKind.Table:
                ReadTable(block);
                break;
            case BlockKind.Paragraph:
                ReadParagraph(block.Start, block.Start + block.Length);
                break;
            case BlockKind.Text:
                return ReadText(blocks, i);
            case BlockKind.QuoteStart:
                _tight.Push(false);
                Add(MarkupKind.QuoteStart);
                break;
            case BlockKind.QuoteEnd:
                _tight.Pop();
                Add(MarkupKind.QuoteEnd);
                break;
            case BlockKind.ListStart:
                _tight.Push(false);
                Add(MarkupKind.ListStart, detail: block.Detail);
                break;
            case BlockKind.ListEnd:
                _tight.Pop();
                Add(MarkupKind.ListEnd);
                break;
            case BlockKind.ItemStart:
                _tight.Push(block.Detail == 0);
                Add(MarkupKind.ItemStart);
                break;
            case BlockKind.ItemEnd:
                _tight.Pop();
                Add(MarkupKind.ItemEnd);
                break;
            case BlockKind.FootnoteStart:
                _tight.Push(false);
                _inFootnote = true;
                document.Footnotes[block.Detail].Steps = (document.Tokens.Count, 0);
                Add(MarkupKind.FootnoteStart);
                break;
            case BlockKind.FootnoteEnd:
                _tight.Pop();
                EndFootnote(document.Footnotes[block.Detail]);
                break;
        }

        return i;
    }

    private void EndFootnote(Footnote footnote)
    {
        _inFootnote = false;
        Add(MarkupKind.FootnoteEnd);
        var from = footnote.Steps.From;
        footnote.Steps = (from + 1, document.Tokens.Count - 1);
        document.Tokens[from] = document.Tokens[from] with { Detail = document.Tokens.Count };
    }

    private int ReadText(List<BlockToken> blocks, int i)
    {
        var first = blocks[i];
        var end = first.Start + first.Length;
        var last = i;
        while (last + 1 < blocks.Count && blocks[last + 1].Kind == BlockKind.Text && blocks[last + 1].Start == end + 1)
        {
            last++;
            end = blocks[last].Start + blocks[last].Length;
        }

        // Text directly in a tight item is bare; in a loose one, or in what was too deep to read, it is a paragraph.
        if (_tight.TryPeek(out var tight) && tight)
        {
            Read(first.Start, end, 0);
        }
        else
        {
            ReadParagraph(first.Start, end);
        }

        return last;
    }

    private void ReadParagraph(int start, int end)
    {
        Add(MarkupKind.ParagraphStart);
        Read(start, end, 0);
        Add(MarkupKind.ParagraphEnd);
    }

    // No output shows a table, but a reference to a footnote in it counts.
    private void ReadTable(BlockToken block)
    {
        var before = document.Tokens.Count;
        var targets = document.Targets.Count;
        Read(block.Start, block.Start + block.Length, 0);
        document.Tokens.RemoveRange(before, document.Tokens.Count - before);
        document.Targets.RemoveRange(targets, document.Targets.Count - targets);
    }

    private void Read(int start, int end, int depth)
    {
        while (end > start && document.Text[end - 1] == '\n')
        {
            end--;
        }

        var text = document.Text.Slice(0, end);
        var lastText = end;
        while (lastText > start && Characters.IsSpace(text[lastText - 1]))
        {
            lastText--;
        }

        RawHtml? html = null;
        BracketIndex? brackets = null;
        var angle = new NextIndex(SpaceOrAngle);
        var written = start;
        var position = start;
        while (position < end && text[position..].IndexOfAny(Special) is var found and >= 0)
        {
            position += found;
            var next = text[position] switch
            {
                '\\' => Escape(text, position, written),
                '<' => Angle(text, position, written, html ??= new RawHtml(text, position), ref angle),
                '\n' => NewLine(text, position, written, lastText),
                ':' => Url(text, position, written),
                _ => Bracket(text, position, written, depth, ref brackets),
            };
            if (next < 0)
            {
                position++;
                continue;
            }

            written = position = next;
        }

        AddText(written, end);
    }

    private int Escape(ReadOnlySpan<char> text, int position, int written)
    {
        if (position + 1 >= text.Length || !"\\`*{}[]()#+-.!_>~|".Contains(text[position + 1]))
        {
            return -1;
        }

        AddText(written, position);
        AddText(position + 1, position + 2);
        return position + 2;
    }

    private int Angle(ReadOnlySpan<char> text, int position, int written, RawHtml html, ref NextIndex angle)
    {
        var end = html.Inline(text, position);
        if (end >= 0)
        {
            AddText(written, position);
            Add(MarkupKind.Verbatim, position, end - position);
            return end;
        }

        end = angle.From(text, position + 1);
        if (end >= text.Length || text[end] != '>' || end - position < 4 || text[(position + 2)..(end - 1)].IndexOfAny('@', ':') < 0)
        {
            return -1;
        }

        AddText(written, position);
        var address = text[(position + 1)..end];
        var isEmail = address[address[..^1].LastIndexOfAny('@', ':')] == '@';
        Add(isEmail ? MarkupKind.Verbatim : MarkupKind.Url, position + 1, end - position - 1);
        return end + 1;
    }

    private int NewLine(ReadOnlySpan<char> text, int position, int written, int lastText)
    {
        var from = position;
        if (position + 1 >= lastText)
        {
            return -1;
        }

        while (from > written && text[from - 1] == ' ')
        {
            from--;
        }

        AddText(written, from);
        Add(MarkupKind.LineBreak);
        return position + 1;
    }

    // At the colon of `http://` or `https://`.
    private int Url(ReadOnlySpan<char> text, int position, int written)
    {
        var before = text[written..position];
        var from = before.EndsWith("https") ? position - 5 : before.EndsWith("http") ? position - 4 : -1;
        if (from < 0 || !text[position..].StartsWith("://"))
        {
            return -1;
        }

        var end = position + 3;
        while (end < text.Length && text[end] != '<' && !Characters.IsSpace(text[end]))
        {
            end++;
        }

        while (end > position + 3 && ".,:\"')]".Contains(text[end - 1]))
        {
            end--;
        }

        if (end < position + 5)
        {
            return -1;
        }

        AddText(written, from);
        Add(_inLink ? MarkupKind.Text : MarkupKind.Url, from, end - from);
        return end;
    }

    // At `[` or at the `!` before it.
    private int Bracket(ReadOnlySpan<char> text, int position, int written, int depth, ref BracketIndex? brackets)
    {
        var open = text[position] == '!' ? position + 1 : position;
        if (open >= text.Length || text[open] != '[' || depth > DeepestLink)
        {
            return -1;
        }

        if (brackets is null)
        {
            brackets = _brackets[depth];
            brackets.Read(text, position);
        }

        var bracket = brackets.Find(open);
        var end = open == position ? FootnoteReference(text, open, written, brackets.NextClose(bracket)) : -1;
        return end >= 0 ? end : Link(text, position, open, written, depth, brackets, bracket);
    }

    private int FootnoteReference(ReadOnlySpan<char> text, int open, int written, int close)
    {
        if (_inFootnote || document.Footnotes.Count == 0 || close < open + 3 || text[open + 1] != '^' || MarkupDocument.Key(text[(open + 2)..close]) is not { } key)
        {
            return -1;
        }

        var number = document.FindFootnote(key);
        if (number < 0 || document.Footnotes[number].Order > 0)
        {
            return -1;
        }

        AddText(written, open);
        document.Footnotes[number].Order = ++_referred;
        return close + 1;
    }

    private int Link(ReadOnlySpan<char> text, int position, int open, int written, int depth, BracketIndex brackets, int bracket)
    {
        var close = brackets.LinkEnd(bracket);
        if (close >= 0)
        {
            var target = brackets.Ends.Read(text, close + 2, out var end);
            AddLink(position, open, close, written, depth, target);
            return end;
        }

        if (document.Definitions.Count == 0)
        {
            return -1;
        }

        close = brackets.ReferenceEnd(bracket);
        if (close >= 0)
        {
            var key = close + 1 + text[(close + 1)..].IndexOf('[') + 1;
            var keyEnd = key + text[key..].IndexOf(']');
            if (Find(keyEnd > key ? text[key..keyEnd] : text[(open + 1)..close], out var target))
            {
                AddLink(position, open, close, written, depth, target);
                return keyEnd + 1;
            }
        }

        close = brackets.PlainEnd(bracket);
        if (close >= 0 && Find(text[(open + 1)..close], out var own))
        {
            AddLink(position, open, close, written, depth, own);
            return close + 1;
        }

        return -1;
    }

    private bool Find(ReadOnlySpan<char> text, out LinkTarget target)
    {
        target = default;
        return MarkupDocument.Key(text) is { } key && document.Definitions.TryGetValue(key, out target);
    }

    private void AddLink(int position, int open, int close, int written, int depth, LinkTarget target)
    {
        AddText(written, position);
        if (open > position)
        {
            // An image: no output shows it, the author is warned of it instead.
            return;
        }

        var number = document.Targets.Count;
        document.Targets.Add(target);
        Add(MarkupKind.LinkStart, detail: number);
        _inLink = true;
        Read(open + 1, close, depth + 1);
        _inLink = false;
        Add(MarkupKind.LinkEnd, detail: number);
    }

    private void AddText(int start, int end)
    {
        if (end > start)
        {
            Add(MarkupKind.Text, start, end - start);
        }
    }

    private void Add(MarkupKind kind, int start = 0, int length = 0, int detail = 0) => document.Tokens.Add(new MarkupToken(kind, start, length, detail));
}
