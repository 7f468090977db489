using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Writes a body as HTML with its looks in every element, since mail programs drop style sheets.</summary>
/// <remarks><c>Margin</c> has a capital M for the sake of Outlook.com.</remarks>
internal sealed class HtmlWriter : MarkupWriter
{
    private const string LinkStyle = "style=\"word-wrap: break-word; color: #1D70B8;\"";

    private readonly Stack<bool> _ordered = new();

    /// <summary>Whether lists and quotes are indented from the right, for languages written so.</summary>
    public bool Mirrored { get; set; }

    protected override void Begin() => _ordered.Clear();

    protected override void Url(ReadOnlySpan<char> address, TextBuffer into)
    {
        into.Append($"<a {LinkStyle} href=\"");
        LinkAddress.AppendEncoded(address, into);
        into.Append("\">");
        into.Append(address);
        into.Append("</a>");
    }

    protected override void LineBreak(TextBuffer into) => into.Append("<br>");

    protected override void LinkStart(MarkupDocument document, LinkTarget target, TextBuffer into)
    {
        into.Append($"<a {LinkStyle} href=\"");
        var address = document.Text.Slice(target.Start, target.Length);
        if (!LinkAddress.HasScheme(address))
        {
            into.Append("http://");
        }

        // The mark of a gap has lost its angle brackets, which the grammar takes for those round a target.
        var isGap = address.StartsWith("span class='placeholder") && address.EndsWith("</span");
        into.Append(isGap ? "%3C" : "");
        LinkAddress.AppendEncoded(address, into);
        into.Append(isGap ? "%3E\"" : "\"");
        if (target.TitleLength > 0)
        {
            into.Append(" title=\"");
            AppendAttribute(document.Text.Slice(target.TitleStart, target.TitleLength), into);
            into.Append('"');
        }

        into.Append('>');
    }

    protected override void LinkEnd(MarkupDocument document, LinkTarget target, bool isEmpty, TextBuffer into)
    {
        if (isEmpty)
        {
            Text(document.Text.Slice(target.Start, target.Length), into);
        }

        into.Append("</a>");
    }

    protected override void ParagraphStart(TextBuffer into) => into.Append("<p style=\"Margin: 0 0 20px 0; font-size: 19px; line-height: 25px; color: #0B0C0C;\">");

    protected override void ParagraphEnd(TextBuffer into) => into.Append("</p>");

    protected override void HeadingStart(int level, TextBuffer into) => into.Append(level == 1
        ? "<h2 style=\"Margin: 0 0 15px 0; padding: 10px 0 0 0; font-size: 27px; line-height: 35px; font-weight: bold; color: #0B0C0C;\">"
        : "<h3 style=\"Margin: 0 0 15px 0; padding: 10px 0 0 0; font-size: 19px; line-height: 25px; font-weight: bold; color: #0B0C0C;\">");

    protected override void HeadingEnd(int level, TextBuffer into) => into.Append(level == 1 ? "</h2>" : "</h3>");

    protected override void Rule(TextBuffer into) => into.Append("<hr style=\"border: 0; height: 1px; background: #B1B4B6; Margin: 30px 0 30px 0;\">");

    protected override void QuoteStart(TextBuffer into) => into.Append(Mirrored
        ? "<div style=\"Margin: 0 0 20px 0;\"><blockquote style=\"Margin: 0; border-right: 10px solid #B1B4B6;padding: 15px 15px 0.1px 0; font-size: 19px; line-height: 25px;\">"
        : "<div style=\"Margin: 0 0 20px 0;\"><blockquote style=\"Margin: 0; border-left: 10px solid #B1B4B6;padding: 15px 0 0.1px 15px; font-size: 19px; line-height: 25px;\">");

    protected override void QuoteEnd(TextBuffer into) => into.Append("</blockquote></div>");

    protected override void ListStart(bool ordered, TextBuffer into)
    {
        _ordered.Push(ordered);
        into.Append("<table role=\"presentation\" style=\"padding: 0 0 20px 0;\"><tr><td style=\"font-family: Helvetica, Arial, sans-serif;\">");
        into.Append(ordered ? "<ol style=\"Margin: " : "<ul style=\"Margin: ");
        into.Append(Mirrored ? "0 20px 0 0" : "0 0 0 20px");
        into.Append(ordered ? "; padding: 0; list-style-type: decimal;\">" : "; padding: 0; list-style-type: disc;\">");
    }

    protected override void ListEnd(TextBuffer into) => into.Append(_ordered.Pop() ? "</ol></td></tr></table>" : "</ul></td></tr></table>");

    protected override void ItemStart(TextBuffer into)
    {
        into.Append("<li style=\"Margin: 5px 0 5px; padding: ");
        into.Append(Mirrored ? "0 5px 0 0" : "0 0 0 5px");
        into.Append("; font-size: 19px;line-height: 25px; color: #0B0C0C;\">");
    }

    protected override void ItemEnd(TextBuffer into) => into.Append("</li>");

    // The original puts the title in as it is, so that a quote in it could add attributes.
    private static void AppendAttribute(ReadOnlySpan<char> text, TextBuffer into)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '"':
                    into.Append("&quot;");
                    break;
                case '<':
                    into.Append("&lt;");
                    break;
                case '>':
                    into.Append("&gt;");
                    break;
                default:
                    into.Append(c);
                    break;
            }
        }
    }
}
