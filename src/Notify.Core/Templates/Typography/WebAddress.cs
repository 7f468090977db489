using System.Runtime.InteropServices;

namespace Notify.Core.Templates.Typography;

/// <summary>A web address found in text, with or without its scheme.</summary>
/// <param name="Start">Of the scheme if there is one, else of the domain.</param>
/// <param name="DomainEnd">After the last label of the domain.</param>
/// <param name="End">After the path, which goes on to white space or <c>&lt;</c>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WebAddress(int Start, int DomainEnd, int End, bool HasScheme)
{
    private const int LongestEnding = 63;

    /// <summary>Finds the next one: labels of letters, digits and hyphens with full stops between, the last of 2 to 63 letters.</summary>
    /// <remarks>Not directly after <c>@</c> or a full stop; a label before <c>@</c> is none. One pass over the text in all when
    /// each search begins where the last one ended.</remarks>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out WebAddress address)
    {
        var position = from;
        while (position < text.Length)
        {
            if (!IsLabel(text, position))
            {
                position++;
                continue;
            }

            var end = LabelsEnd(text, position, out var domain, out var lastLabel);
            var start = domain < 0 ? -1 : DomainStart(text, position, lastLabel - 1);
            if (start >= 0)
            {
                var scheme = SchemeStart(text, start, from);
                address = new WebAddress(scheme, domain, PathEnd(text, domain), scheme < start);
                return true;
            }

            position = end;
        }

        address = default;
        return false;
    }

    private static bool IsLabel(ReadOnlySpan<char> text, int position) => text[position] == '-' || Characters.IsWordAt(text, position);

    // Reads labels with single full stops between, and remembers the last one that may end a domain.
    private static int LabelsEnd(ReadOnlySpan<char> text, int position, out int domain, out int lastLabel)
    {
        domain = -1;
        lastLabel = -1;
        var label = position;
        var isFirst = true;
        while (true)
        {
            var end = label;
            var letters = -1;
            while (end < text.Length && IsLabel(text, end))
            {
                letters = letters < 0 && !char.IsAsciiLetter(text[end]) ? end : letters;
                end += Characters.WidthAt(text, end);
            }

            letters = letters < 0 ? end : letters;
            var wholeWord = letters == end || text[letters] == '-';
            if (!isFirst && wholeWord && letters - label is >= 2 and <= LongestEnding && !(letters < text.Length && text[letters] == '@'))
            {
                (domain, lastLabel) = (letters, label);
            }

            if (end + 1 >= text.Length || text[end] != '.' || !IsLabel(text, end + 1))
            {
                return end;
            }

            label = end + 1;
            isFirst = false;
        }
    }

    // The first place before the last full stop where a word begins that no at sign or full stop stands before.
    private static int DomainStart(ReadOnlySpan<char> text, int position, int lastStop)
    {
        for (var start = position; start < lastStop; start++)
        {
            var begins = Characters.IsWordAt(text, start) && !Characters.IsWordBefore(text, start);
            if (begins && !(start > 0 && text[start - 1] is '@' or '.'))
            {
                return start;
            }
        }

        return -1;
    }

    private static int SchemeStart(ReadOnlySpan<char> text, int start, int from)
    {
        var before = text[from..start];
        var length = before.EndsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : before.EndsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        var scheme = start - length;
        return scheme > 0 && (text[scheme - 1] is '@' or '.' || Characters.IsWordBefore(text, scheme)) ? start : scheme;
    }

    private static int PathEnd(ReadOnlySpan<char> text, int end)
    {
        if (end < text.Length && text[end] is '/' or '?' or '#')
        {
            while (end < text.Length && text[end] != '<' && !Characters.IsSpace(text[end]))
            {
                end++;
            }
        }

        return end;
    }
}
