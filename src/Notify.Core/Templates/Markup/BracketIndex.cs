using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Knows, for every opening bracket of a stretch of text, which closing one would end a link's text.</summary>
/// <remarks>The original tries each opening bracket on its own, which takes quadratic time over a row of them. What can follow a
/// position does not depend on how one came there, so one pass from the end answers for all.</remarks>
internal sealed class BracketIndex
{
    private static readonly SearchValues<char> Wanted = SearchValues.Create("[]");

    private readonly List<Bracket> _brackets = [];
    private int _cursor;
    private int _lastParenthesis;
    private LinkEnds? _ends;

    public LinkEnds Ends => _ends ??= new LinkEnds();

    public void Read(ReadOnlySpan<char> text, int start)
    {
        _brackets.Clear();
        _cursor = 0;
        _lastParenthesis = text.LastIndexOf(')');
        _ends = null;
        var position = start;
        while (position < text.Length && text[position..].IndexOfAny(Wanted) is var found and >= 0)
        {
            position += found;
            _brackets.Add(new Bracket(position, text[position], IsGroup: false, -1, -1, -1, -1));
            position++;
        }

        var close = -1;
        var carets = new PreviousIndex('^');
        for (var i = _brackets.Count - 1; i >= 0; i--)
        {
            var bracket = _brackets[i];
            if (bracket.Mark == ']')
            {
                _brackets[i] = Closing(text, i);
                close = i;
                continue;
            }

            var group = close >= 0 && carets.From(text, bracket.Position) > _brackets[close].Position ? close + 1 : -1;
            _brackets[i] = bracket with
            {
                Close = close,
                IsGroup = group >= 0,
                Link = group < 0 ? -1 : Link(group),
                Reference = group < 0 ? -1 : Reference(group),
                Plain = close < 0 ? -1 : Plain(close + 1),
            };
        }
    }

    /// <returns>The number of the opening bracket at <paramref name="position"/>. Ask in ascending order.</returns>
    public int Find(int position)
    {
        while (_brackets[_cursor].Position < position)
        {
            _cursor++;
        }

        return _cursor;
    }

    /// <returns>The offset of the <c>]</c> that ends the text of a link with its target in round brackets; -1 when none.</returns>
    public int LinkEnd(int bracket) => Position(Link(bracket + 1));

    /// <returns>The offset of the <c>]</c> that ends the text of a link whose key follows in square brackets; -1 when none.</returns>
    public int ReferenceEnd(int bracket) => Position(Reference(bracket + 1));

    /// <returns>The offset of the <c>]</c> that ends a link which is its own key; -1 when none.</returns>
    public int PlainEnd(int bracket) => Position(Plain(bracket + 1));

    /// <returns>The next <c>]</c>; -1 when none.</returns>
    public int NextClose(int bracket) => Position(_brackets[bracket].Close);

    private Bracket Closing(ReadOnlySpan<char> text, int i)
    {
        var position = _brackets[i].Position;
        var next = i + 1 < _brackets.Count ? i + 1 : -1;
        var goesOn = next >= 0 && _brackets[next].Mark == ']';
        var link = goesOn ? Link(i + 1) : -1;
        var reference = goesOn ? Reference(i + 1) : -1;
        if (link < 0 && position + 1 < _lastParenthesis && text[position + 1] == '(')
        {
            link = i;
        }

        if (reference < 0 && next >= 0 && _brackets[next].IsGroup && Characters.IsAllSpace(text[(position + 1).._brackets[next].Position]))
        {
            reference = i;
        }

        return _brackets[i] with { Close = i, Link = link, Reference = reference, Plain = i };
    }

    private int Link(int i) => i < _brackets.Count ? _brackets[i].Link : -1;

    private int Reference(int i) => i < _brackets.Count ? _brackets[i].Reference : -1;

    private int Plain(int i) => i < _brackets.Count ? _brackets[i].Plain : -1;

    private int Position(int i) => i < 0 ? -1 : _brackets[i].Position;

    /// <param name="IsGroup">Whether an opening bracket and the next closing one form a group, which no caret may stand in.</param>
    /// <param name="Close">The next closing bracket, itself included.</param>
    /// <param name="Link">The last closing bracket that may end a link's text read from here on, followed by a target.</param>
    /// <param name="Reference">The same, followed by a key.</param>
    /// <param name="Plain">The first closing bracket outside a group.</param>
    private readonly record struct Bracket(int Position, char Mark, bool IsGroup, int Close, int Link, int Reference, int Plain);
}
