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
    private bool _inLink;
    private int _referred;

    /// <summary>Whether a footnote is being read, in which references to footnotes are text.</summary>
    public bool InFootnote { get; set; }

    /// <summary>Forgets the document read before.</summary>
    public void Begin()
    {
        InFootnote = false;
        _inLink = false;
        _referred = 0;
    }

    /// <summary>Writes the steps of the text from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public void Read(int start, int end) => Read(start, end, 0);

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
        if (InFootnote || document.Footnotes.Count == 0 || close < open + 3 || text[open + 1] != '^' || MarkupDocument.Key(text[(open + 2)..close]) is not { } key)
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
