using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Sms;

/// <summary>Shows text messages on pages: HTML, with what is missing marked.</summary>
internal static class SmsPreview
{
    /// <summary>The message as a phone shows it: line ends, links.</summary>
    public static string Message(PlaceholderText body, Personalisation personalisation, string? prefix, SmsEncodingRules rules, TemplateWording wording)
    {
        using var filled = TextBuffer.Rent();
        using var tidied = TextBuffer.Rent();
        using var broken = TextBuffer.Rent();
        using var linked = TextBuffer.Rent();
        var name = Characters.Trim(prefix);
        if (name.Length > 0)
        {
            HtmlText.Escape(name, filled);
            filled.Append(": ");
        }

        body.Fill(personalisation, new FillOptions { Html = true, Gaps = GapStyle.Highlighted, Wording = wording }, filled);
        Tidy(filled.Written, rules, tidied);
        foreach (var c in tidied.Written)
        {
            if (c == '\n')
            {
                broken.Append("<br>");
            }
            else
            {
                broken.Append(c);
            }
        }

        Autolink.Apply(broken.Written, linked);
        return linked.ToString();
    }

    /// <summary>The body alone for lists of messages, gaps hidden.</summary>
    public static string Body(PlaceholderText body, Personalisation personalisation, SmsEncodingRules rules, TemplateWording wording)
    {
        using var filled = TextBuffer.Rent();
        using var tidied = TextBuffer.Rent();
        body.Fill(personalisation, new FillOptions { Html = true, Gaps = GapStyle.Highlighted, Redacted = true, Wording = wording }, filled);
        Tidy(filled.Written, rules, tidied);
        return tidied.ToString();
    }

    private static void Tidy(ReadOnlySpan<char> filled, SmsEncodingRules rules, TextBuffer into)
    {
        using var spaced = TextBuffer.Rent();
        using var downgraded = TextBuffer.Rent();
        Punctuation.RemoveSpaceBefore(filled, spaced);
        SmsDowngrade.Apply(spaced.Written, rules, downgraded);
        WhiteSpace.NormaliseLines(downgraded.Written, into);
    }
}
