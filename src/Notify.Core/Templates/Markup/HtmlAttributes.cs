using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Reads the attributes of a raw tag, in the original's loose grammar: letters and hyphens, each with or without a value.</summary>
internal sealed class HtmlAttributes
{
    private const int ChainWorthRemembering = 32;

    private static readonly SearchValues<char> UnquotedEnd = SearchValues.Create(
        "'\"> \t\n\r\u000B\u000C\u001C\u001D\u001E\u001F\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000");

    // Positions between attributes from which no end was reached: a later tag that comes to one of them fails at once.
    private readonly HashSet<int> _deadEnds = [];

    private NextIndex _single = new(SearchValues.Create("'"));
    private NextIndex _double = new(SearchValues.Create("\""));
    private NextIndex _unquoted = new(UnquotedEnd);

    /// <returns>The offset after the <c>&gt;</c> of an opening tag; -1 when there is none.</returns>
    public int PairEnd(ReadOnlySpan<char> text, int position, bool spaceAtEnd)
    {
        var last = Walk(text, position);
        var closes = last >= 0 && text[last] == '>' && (spaceAtEnd || last == position || !Characters.IsSpace(text[last - 1]));
        return closes ? last + 1 : -1;
    }

    /// <returns>The offset after the <c>&gt;</c> or <c>/&gt;</c> of a single tag; -1 when there is none.</returns>
    public int SingleEnd(ReadOnlySpan<char> text, int position)
    {
        var last = Walk(text, position);
        return last < 0 ? -1 : text[last] == '>' ? last + 1 : last + 2;
    }

    /// <returns>The offset of the <c>&gt;</c> or <c>/&gt;</c> after the attributes; -1 when something else stands there.</returns>
    private int Walk(ReadOnlySpan<char> text, int position)
    {
        List<int>? passed = null;
        var steps = 0;
        while (true)
        {
            var next = position;
            while (next < text.Length && Characters.IsSpace(text[next]))
            {
                next++;
            }

            if (next < text.Length && (text[next] == '>' || (text[next] == '/' && next + 1 < text.Length && text[next + 1] == '>')))
            {
                return next;
            }

            if (next >= text.Length || !(char.IsAsciiLetter(text[next]) || text[next] == '-') || _deadEnds.Contains(position))
            {
                break;
            }

            if (++steps > ChainWorthRemembering)
            {
                (passed ??= []).Add(position);
            }

            position = AfterValue(text, next + 1);
        }

        if (passed is not null)
        {
            _deadEnds.UnionWith(passed);
        }

        return -1;
    }

    private int AfterValue(ReadOnlySpan<char> text, int position)
    {
        var value = SkipSpace(text, position);
        if (value >= text.Length || text[value] != '=')
        {
            return position;
        }

        value = SkipSpace(text, value + 1);
        if (value >= text.Length)
        {
            return position;
        }

        if (text[value] is '"' or '\'')
        {
            var quote = text[value] == '"' ? _double.From(text, value + 1) : _single.From(text, value + 1);
            return quote < text.Length ? quote + 1 : position;
        }

        var end = _unquoted.From(text, value);
        return end > value ? end : position;
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && Characters.IsSpace(text[position]))
        {
            position++;
        }

        return position;
    }
}
