using Notify.Core.Templates.Markup;

namespace Notify.Core.Templates.Typography;

/// <summary>Makes links of web addresses in HTML, domain names without <c>https://</c> included, as phones do with text messages.</summary>
internal static class Autolink
{
    public static void Apply(ReadOnlySpan<char> html, TextBuffer into)
    {
        var copied = 0;
        while (WebAddress.TryFind(html, copied, out var address))
        {
            var end = WithoutClosing(html, address);
            into.Append(html[copied..address.Start]);
            into.Append("<a class=\"govuk-link govuk-link--no-visited-state\" href=\"");
            into.Append(address.HasScheme ? "" : "http://");
            LinkAddress.AppendEncoded(html[address.Start..end], into);
            into.Append("\">");
            into.Append(html[address.Start..end]);
            into.Append("</a>");
            into.Append(html[end..address.End]);
            copied = address.End;
        }

        into.Append(html[copied..]);
    }

    // Marks that end a sentence are left out, and closing brackets that the address does not open.
    private static int WithoutClosing(ReadOnlySpan<char> html, WebAddress address)
    {
        var text = html[address.Start..address.End];
        var end = address.End;
        var round = text.Count(')') - text.Count('(');
        var square = text.Count(']') - text.Count('[');
        while (end > address.DomainEnd && (html[end - 1] is '.' or ',' or ':' || (html[end - 1] == ')' && round-- > 0) || (html[end - 1] == ']' && square-- > 0)))
        {
            end--;
        }

        return end;
    }
}
