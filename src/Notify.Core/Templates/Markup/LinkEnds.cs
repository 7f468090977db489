using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Reads what follows a link's text: <c>(target "title")</c>.</summary>
/// <remarks>The target ends at the first closing bracket; a title may hold such brackets. What a search found is kept for the next link of the same text.</remarks>
internal sealed class LinkEnds
{
    private Search _quote;
    private Search _angle;

    public LinkEnds()
    {
        _quote = new Search(IsClosingQuote);
        _angle = new Search(IsClosingAngle);
    }

    /// <param name="position">After the opening bracket; a closing one comes later.</param>
    /// <param name="end">After the closing bracket.</param>
    public LinkTarget Read(ReadOnlySpan<char> text, int position, out int end)
    {
        var start = SkipSpace(text, position);
        if (start < text.Length && text[start] == '<' && _angle.From(text, start + 1) is var angle and >= 0)
        {
            return WithTitle(text, start + 1, angle, angle + 1, out end);
        }

        var close = start + text[start..].IndexOf(')');
        var title = TitleStart(text, start, close);
        if (title >= 0 && _quote.From(text, SkipSpace(text, title) + 1) >= 0)
        {
            return WithTitle(text, start, title, title, out end);
        }

        end = close + 1;
        while (close > start && Characters.IsSpace(text[close - 1]))
        {
            close--;
        }

        return new LinkTarget(start, close - start, -1, 0);
    }

    private LinkTarget WithTitle(ReadOnlySpan<char> text, int start, int targetEnd, int position, out int end)
    {
        var open = SkipSpace(text, position);
        if (open > position && open < text.Length && text[open] is '"' or '\'' && _quote.From(text, open + 1) is var close and >= 0)
        {
            end = SkipSpace(text, close + 1) + 1;
            return new LinkTarget(start, targetEnd - start, open + 1, close - open - 1);
        }

        end = open + 1;
        return new LinkTarget(start, targetEnd - start, -1, 0);
    }

    // The first white space before the closing bracket that a quote follows.
    private static int TitleStart(ReadOnlySpan<char> text, int start, int close)
    {
        var position = start;
        while (position < close)
        {
            if (!Characters.IsSpace(text[position]))
            {
                position++;
                continue;
            }

            var after = SkipSpace(text, position);
            if (after < text.Length && text[after] is '"' or '\'')
            {
                return position;
            }

            position = after;
        }

        return -1;
    }

    private static bool IsClosingQuote(ReadOnlySpan<char> text, int position) =>
        text[position] is '"' or '\'' && SkipSpace(text, position + 1) is var after && after < text.Length && text[after] == ')';

    private bool IsClosingAngle(ReadOnlySpan<char> text, int position)
    {
        if (text[position] != '>')
        {
            return false;
        }

        var after = SkipSpace(text, position + 1);
        return after < text.Length
            && (text[after] == ')' || (after > position + 1 && text[after] is '"' or '\'' && _quote.From(text, after + 1) >= 0));
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && Characters.IsSpace(text[position]))
        {
            position++;
        }

        return position;
    }

    private delegate bool Test(ReadOnlySpan<char> text, int position);

    private struct Search(Test test)
    {
        private int _from = -1;
        private int _found = -1;

        public int From(ReadOnlySpan<char> text, int position)
        {
            if (_from < 0 || position < _from || (_found >= 0 && position > _found))
            {
                _from = position;
                _found = -1;
                for (var i = position; i < text.Length; i++)
                {
                    if (test(text, i))
                    {
                        _found = i;
                        break;
                    }
                }
            }

            return _found;
        }
    }
}
