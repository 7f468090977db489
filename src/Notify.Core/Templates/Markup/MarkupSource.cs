using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Prepares a filled body for the parser.</summary>
internal static class MarkupSource
{
    private const int TabWidth = 4;

    private static readonly SearchValues<char> Special = SearchValues.Create("\r\n\t\u2424\u2028\u3164" + Sealed.Seals);

    /// <summary>Drops U+2028, U+3164 and the characters that <see cref="Sealed"/> writes, makes CRLF, CR and U+2424 newlines, expands tabs to columns of four and empties lines of spaces.</summary>
    public static void Prepare(ReadOnlySpan<char> text, TextBuffer into)
    {
        var lineStart = into.Length;
        var column = into.Length;
        while (true)
        {
            var special = text.IndexOfAny(Special);
            if (special < 0)
            {
                into.Append(text);
                EmptyLineOfSpaces(into, lineStart);
                return;
            }

            into.Append(text[..special]);
            switch (text[special])
            {
                case '\t':
                    AppendTab(into, column);
                    column = into.Length;
                    break;
                case '\r' or '\n' or '\u2424':
                    EmptyLineOfSpaces(into, lineStart);
                    into.Append('\n');
                    column = lineStart = into.Length;
                    special += text[special] == '\r' && special + 1 < text.Length && text[special + 1] == '\n' ? 1 : 0;
                    break;
            }

            text = text[(special + 1)..];
        }
    }

    /// <summary>Puts a zero-width space after the first full stop of <paramref name="name"/> wherever it stands, so that mail programs do not make a link of it.</summary>
    /// <remarks>Only at the start of a word, after at most one <c># * ^</c>, and not before <c>/ ? #</c>, which make it an address.</remarks>
    public static void Unlink(ReadOnlySpan<char> text, string name, TextBuffer into)
    {
        var stop = name.IndexOf('.', StringComparison.Ordinal);
        var copied = 0;
        var position = 0;
        while (stop >= 0 && position < text.Length)
        {
            var found = text[position..].IndexOf(name, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                break;
            }

            found += position;
            position = found + name.Length;
            var follows = position < text.Length ? text[position] : ' ';
            if (StartsWord(text, found) && follows is not ('/' or '?' or '#'))
            {
                into.Append(text[copied..(found + stop + 1)]);
                into.Append('\u200B');
                copied = found + stop + 1;
            }
        }

        into.Append(text[copied..]);
    }

    private static bool StartsWord(ReadOnlySpan<char> text, int index)
    {
        if (index > 0 && text[index - 1] is '#' or '*' or '^')
        {
            index--;
        }

        return index == 0 || Characters.IsSpace(text[index - 1]);
    }

    // Columns are counted in code points from the last one that is a multiple of four.
    private static void AppendTab(TextBuffer into, int from)
    {
        var column = 0;
        foreach (var c in into.Written[from..])
        {
            column += char.IsLowSurrogate(c) ? 0 : 1;
        }

        into.Append("    ".AsSpan(column % TabWidth));
    }

    private static void EmptyLineOfSpaces(TextBuffer into, int lineStart)
    {
        if (into.Length > lineStart && into[lineStart] == ' ' && into.Written[lineStart..].IndexOfAnyExcept(' ') < 0)
        {
            into.Truncate(lineStart);
        }
    }
}
