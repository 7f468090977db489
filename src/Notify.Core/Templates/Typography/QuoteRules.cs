namespace Notify.Core.Templates.Typography;

/// <summary>The rules of <see cref="SmartQuotes"/> over one run of text, in place.</summary>
internal static class QuoteRules
{
    private static readonly string[] OpeningContexts = ["&nbsp;", "&mdash;", "&ndash;", "&#8211;", "&#8212;", "&#x2013;", "&#x2014;", "--"];

    public static void Apply(Span<char> text)
    {
        DoubleSets(text, "\"'", '\u201C', '\u2018');
        DoubleSets(text, "'\"", '\u2018', '\u201C');
        if (text.Contains('\''))
        {
            Decades(text);
            Opening(text, '\'', '\u2018');
            SingleClosing(text);
            SingleClosingBeforeSpace(text);
            text.Replace('\'', '\u2018');
        }

        if (text.Contains('"'))
        {
            Opening(text, '"', '\u201C');
            DoubleClosing(text);
            text.Replace('"', '\u201C');
        }
    }

    // Both kinds together before a word: both open.
    private static void DoubleSets(Span<char> text, string pair, char first, char second)
    {
        for (var i = Next(text, pair[0], 0); i >= 0 && i + 2 < text.Length; i = Next(text, pair[0], i + 1))
        {
            if (text[i + 1] == pair[1] && Characters.IsWordAt(text, i + 2))
            {
                text[i] = first;
                text[i + 1] = second;
            }
        }
    }

    // A word character, the quote, two digits and an s.
    private static void Decades(Span<char> text)
    {
        for (var i = Next(text, '\'', 0); i >= 0 && i + 3 < text.Length; i = Next(text, '\'', i + 1))
        {
            if (Characters.IsDigit(text[i + 1]) && Characters.IsDigit(text[i + 2]) && text[i + 3] == 's' && Characters.IsWordBefore(text, i))
            {
                text[i] = '\u2019';
            }
        }
    }

    // After white space or a dash and before a word character.
    private static void Opening(Span<char> text, char quote, char opened)
    {
        for (var i = Next(text, quote, 0); i >= 0; i = Next(text, quote, i + 1))
        {
            if (i > 0 && Characters.IsWordAt(text, i + 1) && (Characters.IsSpace(text[i - 1]) || EndsInOpeningContext(text[..i])))
            {
                text[i] = opened;
            }
        }
    }

    private static bool EndsInOpeningContext(ReadOnlySpan<char> text)
    {
        if (text[^1] is not (';' or '-'))
        {
            return false;
        }

        foreach (var context in OpeningContexts)
        {
            if (text.EndsWith(context, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // After anything that does not open, and not before white space, a digit or a lone s.
    private static void SingleClosing(Span<char> text)
    {
        var taken = 0;
        for (var i = Next(text, '\'', 1); i >= 0; i = Next(text, '\'', i + 1))
        {
            if (i - 1 >= taken && Closes(text[i - 1]) && !IsSpaceOrLoneS(text, i + 1) && !Characters.IsDigitAt(text, i + 1))
            {
                text[i] = '\u2019';
                taken = i + 1;
            }
        }
    }

    private static void SingleClosingBeforeSpace(Span<char> text)
    {
        var taken = 0;
        for (var i = Next(text, '\'', 1); i >= 0; i = Next(text, '\'', i + 1))
        {
            if (i - 1 >= taken && Closes(text[i - 1]) && IsSpaceOrLoneS(text, i + 1))
            {
                text[i] = '\u2019';
                taken = i + 2;
            }
        }
    }

    // Before white space whatever stands before; then after anything that does not open.
    private static void DoubleClosing(Span<char> text)
    {
        for (var i = Next(text, '"', 0); i >= 0; i = Next(text, '"', i + 1))
        {
            if (i + 1 < text.Length && Characters.IsSpace(text[i + 1]))
            {
                text[i] = '\u201D';
            }
        }

        var taken = 0;
        for (var i = Next(text, '"', 1); i >= 0; i = Next(text, '"', i + 1))
        {
            if (i - 1 >= taken && Closes(text[i - 1]))
            {
                text[i] = '\u201D';
                taken = i + 1;
            }
        }
    }

    private static bool Closes(char c) => c is not (' ' or '\t' or '\r' or '\n' or '[' or '{' or '(' or '-');

    private static bool IsSpaceOrLoneS(ReadOnlySpan<char> text, int index) =>
        index < text.Length && (Characters.IsSpace(text[index]) || (text[index] == 's' && !Characters.IsWordAt(text, index + 1)));

    private static int Next(ReadOnlySpan<char> text, char wanted, int from)
    {
        if (from >= text.Length)
        {
            return -1;
        }

        var found = text[from..].IndexOf(wanted);
        return found < 0 ? -1 : from + found;
    }
}
