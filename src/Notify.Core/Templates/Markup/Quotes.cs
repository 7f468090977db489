namespace Notify.Core.Templates.Markup;

/// <summary>Finds where quotes end.</summary>
internal static class Quotes
{
    /// <summary>A line with <c>^</c> and something after it, the lines after it up to an empty one, and the same again.</summary>
    /// <param name="first">The mark of the first line.</param>
    /// <returns>The end, newlines included; <paramref name="position"/> when there is no quote.</returns>
    public static int End(ReadOnlySpan<char> text, int position, int first)
    {
        while (first < text.Length && text[first] == '^' && first + 1 < text.Length && text[first + 1] != '\n')
        {
            position = Lines.End(text, first);
            while (position + 1 < text.Length && text[position + 1] != '\n')
            {
                position = Lines.End(text, position + 1);
            }

            position = Lines.SkipNewlines(text, position);
            first = Lines.SkipSpaces(text, position);
        }

        return position;
    }
}
