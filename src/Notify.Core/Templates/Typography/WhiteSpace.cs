namespace Notify.Core.Templates.Typography;

/// <summary>The original's ways of tidying white space.</summary>
internal static class WhiteSpace
{
    /// <summary>Normalises one line: fixed spaces become spaces, invisible characters go, runs of white space become one space, the ends are trimmed.</summary>
    public static void NormaliseLine(ReadOnlySpan<char> line, TextBuffer into)
    {
        var target = into.Reserve(line.Length);
        var length = 0;
        var pending = false;
        foreach (var c in line)
        {
            if (c is > ' ' and < '\u0085')
            {
                if (pending && length > 0)
                {
                    target[length++] = ' ';
                }

                pending = false;
                target[length++] = c;
            }
            else if (c >= '\u0085' && Characters.Invisible.Contains(c))
            {
                continue;
            }
            else if (Characters.IsSpace(c))
            {
                pending = true;
            }
            else
            {
                if (pending && length > 0)
                {
                    target[length++] = ' ';
                }

                pending = false;
                target[length++] = c;
            }
        }

        into.Advance(length);
    }

    /// <summary>Normalises every line of a text message on its own, leaves at most one empty line between lines and trims both ends.</summary>
    public static void NormaliseLines(ReadOnlySpan<char> text, TextBuffer into)
    {
        var start = into.Length;
        var position = 0;
        while (position <= text.Length)
        {
            var end = position;
            while (end < text.Length && !Characters.IsLineBreak(text[end]))
            {
                end++;
            }

            if (position > 0)
            {
                AppendNewline(into, start);
            }

            NormaliseLine(text[position..end], into);
            if (end >= text.Length)
            {
                break;
            }

            position = end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
        }

        var length = into.Length;
        while (length > start && into[length - 1] == '\n')
        {
            length--;
        }

        into.Truncate(length);
    }

    /// <summary>As <see cref="NormaliseLines"/> but for the text of an item of a list: obscure characters go everywhere, ASCII white space at the ends.</summary>
    public static string StripObscure(string text)
    {
        var span = text.AsSpan();
        if (span.IndexOfAny(Characters.InvisibleOrFixed) >= 0)
        {
            text = string.Concat(text.Where(c => !Characters.Invisible.Contains(c) && !Characters.FixedSpaces.Contains(c)));
        }

        return text.Trim(' ', '\t', '\n', '\r', '\u000B', '\u000C');
    }

    private static void AppendNewline(TextBuffer into, int start)
    {
        var length = into.Length;
        var leading = length == start;
        var third = length - start >= 2 && into[length - 1] == '\n' && into[length - 2] == '\n';
        if (!leading && !third)
        {
            into.Append('\n');
        }
    }
}
