using System.Buffers;

namespace Notify.Core.Templates.Typography;

/// <summary>Spaces and dashes as print sets them.</summary>
internal static class Punctuation
{
    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t");

    private static readonly SearchValues<char> Dashes = SearchValues.Create("-\u2013\u2014");

    /// <summary>Takes out spaces and tabs that stand directly before a comma or full stop, wherever they are.</summary>
    public static void RemoveSpaceBefore(ReadOnlySpan<char> text, TextBuffer into)
    {
        while (true)
        {
            var mark = FindSpaced(text, out var spaces);
            if (mark < 0)
            {
                into.Append(text);
                return;
            }

            into.Append(text[..(mark - spaces)]);
            into.Append(text[mark]);
            text = text[(mark + 1)..];
        }
    }

    /// <returns>Whether <see cref="RemoveSpaceBefore"/> would change the text.</returns>
    public static bool HasSpaceBefore(ReadOnlySpan<char> text) => FindSpaced(text, out _) >= 0;

    /// <summary>One to three hyphens or dashes between white space become one spaced en dash; the white space on both sides goes with it, line ends included.</summary>
    public static void EnDashes(ReadOnlySpan<char> text, TextBuffer into)
    {
        var copied = 0;
        var position = 0;
        while (position < text.Length)
        {
            var dash = text[position..].IndexOfAny(Dashes);
            if (dash < 0)
            {
                break;
            }

            var start = position + dash;
            var end = start + 1;
            while (end < text.Length && Dashes.Contains(text[end]))
            {
                end++;
            }

            position = end;
            if (end - start > 3 || start == copied || end == text.Length || !Characters.IsSpace(text[start - 1]) || !Characters.IsSpace(text[end]))
            {
                continue;
            }

            var before = start;
            while (before > copied && Characters.IsSpace(text[before - 1]))
            {
                before--;
            }

            into.Append(text[copied..before]);
            into.Append(" \u2013 ");
            while (end < text.Length && Characters.IsSpace(text[end]))
            {
                end++;
            }

            copied = end;
            position = end;
        }

        into.Append(text[copied..]);
    }

    private static int FindSpaced(ReadOnlySpan<char> text, out int spaces)
    {
        var position = 0;
        while (true)
        {
            var mark = text[position..].IndexOfAny(',', '.');
            if (mark < 0)
            {
                spaces = 0;
                return -1;
            }

            mark += position;
            if (mark > 0 && Blank.Contains(text[mark - 1]))
            {
                spaces = 1;
                while (mark > spaces && Blank.Contains(text[mark - spaces - 1]))
                {
                    spaces++;
                }

                return mark;
            }

            position = mark + 1;
        }
    }
}
