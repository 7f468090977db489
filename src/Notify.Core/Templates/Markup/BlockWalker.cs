namespace Notify.Core.Templates.Markup;

/// <summary>Goes through the blocks of a document and writes its steps, the text inside each block read on the way.</summary>
internal sealed class BlockWalker(MarkupDocument document, InlineParser inline)
{
    // Whether each open item, quote, list or footnote is a tight item.
    private readonly Stack<bool> _tight = new();

    public void Walk()
    {
        inline.Begin();
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
                inline.Read(block.Start, block.Start + block.Length);
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
                inline.InFootnote = true;
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
        inline.InFootnote = false;
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
            inline.Read(first.Start, end);
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
        inline.Read(start, end);
        Add(MarkupKind.ParagraphEnd);
    }

    // No output shows a table, but a reference to a footnote in it counts.
    private void ReadTable(BlockToken block)
    {
        var before = document.Tokens.Count;
        var targets = document.Targets.Count;
        inline.Read(block.Start, block.Start + block.Length);
        document.Tokens.RemoveRange(before, document.Tokens.Count - before);
        document.Targets.RemoveRange(targets, document.Targets.Count - targets);
    }

    private void Add(MarkupKind kind, int start = 0, int length = 0, int detail = 0) => document.Tokens.Add(new MarkupToken(kind, start, length, detail));
}
