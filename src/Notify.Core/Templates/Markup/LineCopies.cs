using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Copies lines without their marks to the end of a buffer, where they are read again as blocks of their own.</summary>
internal static class LineCopies
{
    /// <summary>Copies the lines of a quote without their mark and one space after it.</summary>
    public static void Unmark(TextBuffer buffer, int start, int end)
    {
        while (start < end)
        {
            var text = buffer.Slice(0, end);
            var line = Math.Min(Lines.End(text, start) + 1, end);
            var mark = Lines.SkipSpaces(text, start);
            if (mark < line && text[mark] == '^')
            {
                start = mark + 1;
                start += start < line && text[start] == ' ' ? 1 : 0;
            }

            buffer.AppendOwn(start, line - start);
            start = line;
        }
    }

    /// <summary>Copies lines without the spaces they begin with, up to <paramref name="width"/> of them.</summary>
    public static void Outdent(TextBuffer buffer, int start, int end, int width)
    {
        while (start < end)
        {
            var text = buffer.Slice(0, end);
            var line = Math.Min(Lines.End(text, start) + 1, end);
            var cut = Math.Min(Lines.SkipSpaces(text[..line], start) - start, width);
            buffer.AppendOwn(start + cut, line - start - cut);
            start = line;
        }
    }
}
