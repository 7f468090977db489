using Notify.Core.Templates.Markup;

namespace Notify.Core.Templates.Typography;

/// <summary>Makes links of web addresses in HTML, domain names without <c>https://</c> included, as phones do with text messages.</summary>
/// <remarks>A domain is two or more labels of letters, digits and hyphens of which the last is 2 to 63 letters; after it may
/// come a path. Parts of e-mail addresses are none. One pass.</remarks>
internal static class Autolink
{
    private const int LongestEnding = 63;

    public static void Apply(ReadOnlySpan<char> html, TextBuffer into)
    {
        var copied = 0;
        var position = 0;
        while (position < html.Length)
        {
            if (!IsLabel(html, position))
            {
                position++;
                continue;
            }

            var end = RunEnd(html, position);
            var domain = DomainEnd(html, position, end);
            if (domain >= 0)
            {
                var start = SchemeStart(html, position, copied);
                end = AddressEnd(html, start, domain);
                into.Append(html[copied..start]);
                AppendLink(html[start..end], start < position, into);
                copied = end;
            }

            position = end;
        }

        into.Append(html[copied..]);
    }

    private static bool IsLabel(ReadOnlySpan<char> html, int position) => html[position] == '-' || Characters.IsWordAt(html, position);

    private static int RunEnd(ReadOnlySpan<char> html, int position)
    {
        while (position < html.Length && (html[position] == '.' || IsLabel(html, position)))
        {
            position += Characters.WidthAt(html, position);
        }

        return position;
    }

    // The end of the last label that may end a domain; -1 when there is none.
    private static int DomainEnd(ReadOnlySpan<char> html, int start, int end)
    {
        var isMail = (end < html.Length && html[end] == '@') || (start > 0 && html[start - 1] is '@' or '.');
        var domain = -1;
        var stop = html[start..end].IndexOf('.');
        while (!isMail && stop > 0)
        {
            var label = start + stop + 1;
            var letters = label;
            while (letters < end && char.IsAsciiLetter(html[letters]))
            {
                letters++;
            }

            if (letters - label is >= 2 and <= LongestEnding && (letters == end || html[letters] is '.' or '-'))
            {
                domain = letters;
            }

            var next = html[label..end].IndexOf('.');
            stop = next > 0 ? label + next - start : -1;
        }

        return domain;
    }

    private static int SchemeStart(ReadOnlySpan<char> html, int position, int copied)
    {
        var before = html[copied..position];
        var length = before.EndsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : before.EndsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        var start = position - length;
        return start > 0 && (html[start - 1] is '@' or '.' || Characters.IsWordBefore(html, start)) ? position : start;
    }

    private static int AddressEnd(ReadOnlySpan<char> html, int start, int domain)
    {
        var end = domain;
        if (end < html.Length && html[end] is '/' or '?' or '#')
        {
            while (end < html.Length && html[end] != '<' && !Characters.IsSpace(html[end]))
            {
                end++;
            }
        }

        // Marks that end a sentence are left out, and closing brackets that the address does not open.
        var address = html[start..end];
        var round = address.Count(')') - address.Count('(');
        var square = address.Count(']') - address.Count('[');
        while (end > domain && (html[end - 1] is '.' or ',' or ':' || (html[end - 1] == ')' && round-- > 0) || (html[end - 1] == ']' && square-- > 0)))
        {
            end--;
        }

        return end;
    }

    private static void AppendLink(ReadOnlySpan<char> address, bool hasScheme, TextBuffer into)
    {
        into.Append("<a class=\"govuk-link govuk-link--no-visited-state\" href=\"");
        into.Append(hasScheme ? "" : "http://");
        LinkAddress.AppendEncoded(address, into);
        into.Append("\">");
        into.Append(address);
        into.Append("</a>");
    }
}
