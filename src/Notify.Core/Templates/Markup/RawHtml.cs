using System.Collections.Frozen;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Finds raw HTML in one stretch of text. It matters in the plain text of an e-mail only, since HTML has its angle brackets escaped before.</summary>
/// <remarks>All closing tags and comment ends are listed once, so that many openings that nothing closes cost one pass.</remarks>
internal sealed class RawHtml
{
    private static readonly FrozenSet<string> InlineTags = FrozenSet.ToFrozenSet(
        ["a", "em", "strong", "small", "s", "cite", "q", "dfn", "abbr", "data", "time", "code", "var", "samp", "kbd", "sub", "sup", "i", "b", "u",
         "mark", "ruby", "rt", "rp", "bdi", "bdo", "span", "br", "wbr", "ins", "del", "img", "font"], StringComparer.Ordinal);

    private readonly Dictionary<string, List<int>> _closers = new(StringComparer.Ordinal);
    private readonly List<int> _commentEnds = [];
    private readonly HtmlAttributes _attributes = new();
    private readonly int _lastText;

    public RawHtml(ReadOnlySpan<char> text, int from)
    {
        _lastText = text.Length;
        while (_lastText > from && Characters.IsSpace(text[_lastText - 1]))
        {
            _lastText--;
        }

        var position = from;
        while (position < text.Length && text[position..].IndexOf("</") is var found and >= 0)
        {
            position += found + 2;
            var end = WordEnd(text, position);
            if (end > position && end < text.Length && text[end] == '>')
            {
                var name = text[position..end].ToString();
                if (!_closers.TryGetValue(name, out var ends))
                {
                    _closers[name] = ends = [];
                }

                ends.Add(end + 1);
            }
        }

        position = from;
        while (position < text.Length && text[position..].IndexOf("-->") is var found and >= 0)
        {
            position += found + 3;
            _commentEnds.Add(position);
        }
    }

    /// <summary>Whether a tag that is a block, not one of the text's, begins at <paramref name="position"/>.</summary>
    public static bool StartsBlockTag(ReadOnlySpan<char> text, int position) => BlockNameEnd(text, position) >= 0;

    /// <summary>A comment, a tag with all up to its closing tag, or a single tag.</summary>
    /// <param name="position">The opening angle bracket.</param>
    /// <returns>The end; -1 when there is none.</returns>
    public int Inline(ReadOnlySpan<char> text, int position)
    {
        if (text[position..].StartsWith("<!--") && First(_commentEnds, position + 7) is var comment and >= 0)
        {
            return comment;
        }

        var name = NameEnd(text, position);
        if (name < 0)
        {
            return -1;
        }

        var opened = _attributes.PairEnd(text, name, spaceAtEnd: true);
        if (opened >= 0 && Closer(text[(position + 1)..name], opened) is { } ends && First(ends, opened + name - position + 2) is var closed and >= 0)
        {
            return closed;
        }

        return _attributes.SingleEnd(text, name);
    }

    /// <summary>The same as a block of its own: followed by an empty line or nothing.</summary>
    /// <param name="position">The opening angle bracket.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="whole">Whether white space around belongs to it, as it does unless there was a closing tag.</param>
    /// <returns>Where the next block begins; -1 when there is none.</returns>
    public int Block(ReadOnlySpan<char> text, int position, out int end, out bool whole)
    {
        whole = true;
        if (text[position..].StartsWith("<!--") && FirstClosing(text, _commentEnds, position + 7, out end) is var comment and >= 0)
        {
            return comment;
        }

        end = -1;
        var name = BlockNameEnd(text, position);
        if (name < 0)
        {
            return -1;
        }

        var opened = _attributes.PairEnd(text, name, spaceAtEnd: false);
        if (opened >= 0 && Closer(text[(position + 1)..name], opened) is { } ends
            && FirstClosing(text, ends, opened + name - position + 2, out end) is var closed and >= 0)
        {
            whole = false;
            return closed;
        }

        end = _attributes.SingleEnd(text, name);
        return end < 0 ? -1 : Tail(text, end);
    }

    private static int BlockNameEnd(ReadOnlySpan<char> text, int position)
    {
        var end = NameEnd(text, position);
        if (end < 0)
        {
            return -1;
        }

        // The text's own tags are told by their letters up to the first that is no part of a word.
        var name = text[(position + 1)..end];
        return name.Length <= 6 && InlineTags.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) ? -1 : end;
    }

    // A word that is neither an address (`<https://…`, `<a@b`) nor empty.
    private static int NameEnd(ReadOnlySpan<char> text, int position)
    {
        var end = WordEnd(text, position + 1);
        if (end == position + 1 || text[end..].StartsWith(":/"))
        {
            return -1;
        }

        var mark = end;
        while (mark < text.Length && text[mark] != '@' && !Characters.IsWordAt(text, mark) && !Characters.IsSpace(text[mark]))
        {
            mark += Characters.WidthAt(text, mark);
        }

        return mark < text.Length && text[mark] == '@' ? -1 : end;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && Characters.IsWordAt(text, position))
        {
            position += Characters.WidthAt(text, position);
        }

        return position;
    }

    private static int First(List<int> ends, int atLeast)
    {
        var index = ends.BinarySearch(atLeast);
        index = index < 0 ? ~index : index;
        return index < ends.Count ? ends[index] : -1;
    }

    private List<int>? Closer(ReadOnlySpan<char> name, int after) =>
        _closers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var ends) && ends.Count > 0 && ends[^1] > after ? ends : null;

    // The first end after which nothing but an empty line or the end of the text comes. Ends that do not qualify are dropped
    // from the list as they are met: they would not qualify for a later opening either, nor does an earlier one come back.
    private int FirstClosing(ReadOnlySpan<char> text, List<int> ends, int atLeast, out int end)
    {
        var index = ends.BinarySearch(atLeast);
        index = index < 0 ? ~index : index;
        var rejected = index;
        var next = -1;
        end = -1;
        while (rejected < ends.Count && (next = Tail(text, ends[rejected])) < 0)
        {
            rejected++;
        }

        if (rejected < ends.Count)
        {
            end = ends[rejected];
        }

        ends.RemoveRange(index, rejected - index);
        return next;
    }

    private int Tail(ReadOnlySpan<char> text, int position)
    {
        var line = Lines.SkipSpaces(text, position);
        var next = Lines.SkipNewlines(text, line);
        return next - line >= 2 ? next : position >= _lastText ? text.Length : -1;
    }
}
