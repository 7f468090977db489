using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Walks a parsed body and writes it in one of its forms.</summary>
internal abstract class MarkupWriter
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("&<>");

    private readonly Stack<int> _starts = new();

    public void Write(MarkupDocument document, TextBuffer into)
    {
        _starts.Clear();
        Begin();
        Write(document, into, 0, document.Tokens.Count);
        var footnotes = document.Footnotes;
        if (footnotes.Count == 0)
        {
            return;
        }

        foreach (var footnote in footnotes.Where(footnote => footnote.Order > 0).OrderBy(footnote => footnote.Order).ToList())
        {
            Write(document, into, footnote.Steps.From, footnote.Steps.To);
        }
    }

    /// <summary>Where writing may stop, UTF-16 units: who shows the beginning only need not have it all.</summary>
    protected virtual int Enough => int.MaxValue;

    protected abstract void Begin();

    protected abstract void Url(ReadOnlySpan<char> address, TextBuffer into);

    protected abstract void LineBreak(TextBuffer into);

    protected abstract void LinkStart(MarkupDocument document, LinkTarget target, TextBuffer into);

    /// <param name="isEmpty">Whether the link's text came to nothing.</param>
    protected abstract void LinkEnd(MarkupDocument document, LinkTarget target, bool isEmpty, TextBuffer into);

    protected abstract void ParagraphStart(TextBuffer into);

    protected abstract void ParagraphEnd(TextBuffer into);

    protected abstract void HeadingStart(int level, TextBuffer into);

    protected abstract void HeadingEnd(int level, TextBuffer into);

    protected abstract void Rule(TextBuffer into);

    protected abstract void QuoteStart(TextBuffer into);

    protected abstract void QuoteEnd(TextBuffer into);

    protected abstract void ListStart(bool ordered, TextBuffer into);

    protected abstract void ListEnd(TextBuffer into);

    protected abstract void ItemStart(TextBuffer into);

    protected abstract void ItemEnd(TextBuffer into);

    /// <summary>Escapes <c>&amp; &lt; &gt;</c> but leaves what looks like an entity.</summary>
    protected static void Text(ReadOnlySpan<char> text, TextBuffer into)
    {
        while (text.IndexOfAny(Escaped) is var special and >= 0)
        {
            into.Append(text[..special]);
            into.Append(text[special] switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                _ => IsEntity(text[(special + 1)..]) ? "&" : "&amp;",
            });
            text = text[(special + 1)..];
        }

        into.Append(text);
    }

    private void Write(MarkupDocument document, TextBuffer into, int from, int to)
    {
        for (var i = from; i < to && into.Length < Enough; i++)
        {
            var token = document.Tokens[i];
            switch (token.Kind)
            {
                case MarkupKind.Text:
                    Text(document.Text.Slice(token.Start, token.Length), into);
                    break;
                case MarkupKind.Verbatim:
                    into.Append(document.Text.Slice(token.Start, token.Length));
                    break;
                case MarkupKind.Url:
                    Url(document.Text.Slice(token.Start, token.Length), into);
                    break;
                case MarkupKind.LineBreak:
                    LineBreak(into);
                    break;
                case MarkupKind.LinkStart:
                    LinkStart(document, document.Targets[token.Detail], into);
                    _starts.Push(into.Length);
                    break;
                case MarkupKind.LinkEnd:
                    LinkEnd(document, document.Targets[token.Detail], _starts.Pop() == into.Length, into);
                    break;
                case MarkupKind.FootnoteStart:
                    i = token.Detail - 1;
                    break;
                default:
                    WriteBlock(token, into);
                    break;
            }
        }
    }

    private void WriteBlock(MarkupToken token, TextBuffer into)
    {
        switch (token.Kind)
        {
            case MarkupKind.ParagraphStart:
            case MarkupKind.HeadingStart when token.Detail > 2:
                _starts.Push(into.Length);
                ParagraphStart(into);
                _starts.Push(into.Length);
                break;
            case MarkupKind.ParagraphEnd:
            case MarkupKind.HeadingEnd when token.Detail > 2:
                EndParagraph(into);
                break;
            case MarkupKind.HeadingStart:
                HeadingStart(token.Detail, into);
                break;
            case MarkupKind.HeadingEnd:
                HeadingEnd(token.Detail, into);
                break;
            case MarkupKind.Rule:
                Rule(into);
                break;
            case MarkupKind.QuoteStart:
                QuoteStart(into);
                break;
            case MarkupKind.QuoteEnd:
                QuoteEnd(into);
                break;
            case MarkupKind.ListStart:
                ListStart(token.Detail == 1, into);
                break;
            case MarkupKind.ListEnd:
                ListEnd(into);
                break;
            case MarkupKind.ItemStart:
                ItemStart(into);
                _starts.Push(into.Length);
                break;
            case MarkupKind.ItemEnd:
                Trim(into, _starts.Pop());
                ItemEnd(into);
                break;
        }
    }

    // A paragraph of white space is none.
    private void EndParagraph(TextBuffer into)
    {
        var text = _starts.Pop();
        var start = _starts.Pop();
        if (Characters.IsAllSpace(into.Written[text..]))
        {
            into.Truncate(start);
        }
        else
        {
            ParagraphEnd(into);
        }
    }

    private static void Trim(TextBuffer into, int start)
    {
        var length = into.Length;
        while (length > start && Characters.IsSpace(into[length - 1]))
        {
            length--;
        }

        into.Truncate(length);
        var first = start;
        while (first < length && Characters.IsSpace(into[first]))
        {
            first++;
        }

        if (first > start)
        {
            into.Remove(start, first - start);
        }
    }

    // Underscores end a piece of text in the original, so a name may not hold one.
    private static bool IsEntity(ReadOnlySpan<char> text)
    {
        var position = text.Length > 0 && text[0] == '#' ? 1 : 0;
        var start = position;
        while (position < text.Length && text[position] != '_' && Characters.IsWordAt(text, position))
        {
            position += Characters.WidthAt(text, position);
        }

        return position > start && position < text.Length && text[position] == ';';
    }
}
