namespace Notify.Core.Templates.Typography;

/// <summary>Turns curly single quotes in e-mail addresses back into straight ones.</summary>
internal static class EmailAddresses
{
    /// <remarks>An address is taken to be a run without white space round an at sign. Of two that one space separates only the first
    /// is mended, as in the original.</remarks>
    public static void Straighten(Span<char> text)
    {
        var taken = 0;
        var position = 0;
        while (position < text.Length && text[position..].IndexOf('@') is var found and >= 0)
        {
            var at = position + found;
            var start = at;
            while (start > position && !Characters.IsSpace(text[start - 1]))
            {
                start--;
            }

            var end = at + 1;
            while (end < text.Length && !Characters.IsSpace(text[end]))
            {
                end++;
            }

            var begins = start == 0 || text[start - 1] == '\n' || start - 1 >= taken;
            if (begins && end - start > 2 && text[(start + 1)..(end - 1)].Contains('@'))
            {
                foreach (ref var c in text[start..end])
                {
                    c = c is '\u2018' or '\u2019' ? '\'' : c;
                }

                taken = end + 1;
            }

            position = end;
        }
    }
}
