using System.Text;
using Notify.Core.Templates.Email;
using Notify.Core.Templates.Markup;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates;

/// <summary>An e-mail as its author wrote it, parsed once and rendered many times. Immutable and thread-safe.</summary>
/// <remarks>The markup is read after placeholders are filled, since values may hold markup: what is kept parsed is the text with
/// its placeholders. Rendering takes time linear in the length of the filled body, whatever it holds.</remarks>
public sealed class EmailTemplate
{
    private static readonly FillOptions HtmlBody = new() { Html = true, ListsAsBullets = true, Gaps = GapStyle.Highlighted };
    private static readonly FillOptions HtmlSubject = new() { Html = true, Gaps = GapStyle.Highlighted };

    private readonly PlaceholderText _subject;
    private readonly PlaceholderText _body;
    private readonly TemplateWording _wording;

    private EmailTemplate(PlaceholderText subject, PlaceholderText body, TemplateWording wording)
    {
        _subject = subject;
        _body = body;
        _wording = wording;
        Placeholders = PlaceholderText.Names(subject, body);
    }

    public string Subject => _subject.Content;

    public string Body => _body.Content;

    /// <summary>The names asked for, in the template's spelling and order of first appearance, the subject's first.</summary>
    public IReadOnlyList<string> Placeholders { get; }

    /// <param name="subject">Any text; line ends in it become spaces.</param>
    /// <param name="body">Any text at all.</param>
    /// <param name="wording">The language that joins lists and offers to unsubscribe; English when null.</param>
    public static EmailTemplate Parse(string subject, string body, TemplateWording? wording = null) =>
        new(PlaceholderText.Parse(subject), PlaceholderText.Parse(body), wording ?? TemplateWording.English);

    /// <returns>The placeholders that have no value or a null one, in the template's spelling and order; empty when all have one.</returns>
    public IReadOnlyList<string> MissingFrom(Personalisation personalisation) => Missing.From(Placeholders, personalisation);

    /// <summary>Fills in the values and no more: what accepting a notification needs, at a fraction of the cost of <see cref="Render"/>.</summary>
    public FilledEmail Fill(Personalisation personalisation, GapStyle gaps = GapStyle.AsTyped)
    {
        using var body = TextBuffer.Rent();
        _body.Fill(personalisation, Passthrough(bullets: true, gaps), body);
        return Filled(personalisation, body.Written, gaps);
    }

    /// <summary>Makes every part of the message.</summary>
    /// <param name="unsubscribeLink">An https address added as the last line of HTML and plain text; null for none.</param>
    /// <param name="gaps">How placeholders without a value show in subject, plain text and content. The HTML parts highlight them always.</param>
    public RenderedEmail Render(Personalisation personalisation, string? unsubscribeLink = null, GapStyle gaps = GapStyle.AsTyped)
    {
        using var html = TextBuffer.Rent();
        using var plain = TextBuffer.Rent();
        _body.Fill(personalisation, HtmlBody with { Wording = _wording }, html);
        _body.Fill(personalisation, Passthrough(bullets: true, gaps), plain);
        var filled = Filled(personalisation, plain.Written, gaps);
        var parts = EmailParts.OfThread;

        using var body = EmailParts.Parse(html.Written, _wording);
        var preheader = parts.Preheader(body);
        var same = html.Written.SequenceEqual(plain.Written);
        if (unsubscribeLink is null)
        {
            return new RenderedEmail(filled, SubjectHtml(personalisation), parts.Html(body, _wording.Direction), Plain(parts, same ? body : null, plain), preheader);
        }

        AppendUnsubscribe(HtmlText.Escape(unsubscribeLink), html);
        AppendUnsubscribe(unsubscribeLink, plain);
        using var whole = EmailParts.Parse(html.Written, _wording);
        same = html.Written.SequenceEqual(plain.Written);
        return new RenderedEmail(filled, SubjectHtml(personalisation), parts.Html(whole, _wording.Direction), Plain(parts, same ? whole : null, plain), preheader);
    }

    // The two forms of a body without angle brackets and ampersands are one text, which is read once.
    private string Plain(EmailParts parts, MarkupDocument? read, TextBuffer plain)
    {
        if (read is not null)
        {
            return parts.PlainText(read);
        }

        using var document = EmailParts.Parse(plain.Written, _wording);
        return parts.PlainText(document);
    }

    private void AppendUnsubscribe(string link, TextBuffer into)
    {
        into.Append("\n\n---\n\n[");
        into.Append(_wording.Unsubscribe);
        into.Append("](");
        into.Append(link);
        into.Append(')');
    }

    private FilledEmail Filled(Personalisation personalisation, ReadOnlySpan<char> body, GapStyle gaps)
    {
        var content = Characters.Trim(body);
        var onlyPlaceholders = Body.StartsWith("((", StringComparison.Ordinal) && Body.EndsWith("))", StringComparison.Ordinal);
        return new FilledEmail(
            Line(_subject, personalisation, Passthrough(bullets: false, gaps)),
            content.ToString(),
            Encoding.UTF8.GetByteCount(content),
            Body.Length == 0 || (onlyPlaceholders && content.Length == 0));
    }

    private string SubjectHtml(Personalisation personalisation) => Line(_subject, personalisation, HtmlSubject with { Wording = _wording });

    private FillOptions Passthrough(bool bullets, GapStyle gaps) => new() { ListsAsBullets = bullets, Gaps = gaps, Wording = _wording };

    private static string Line(PlaceholderText text, Personalisation personalisation, FillOptions options)
    {
        using var filled = TextBuffer.Rent();
        using var typeset = TextBuffer.Rent();
        using var line = TextBuffer.Rent();
        text.Fill(personalisation, options, filled);
        Typesetting.Apply(filled.Written, typeset);
        WhiteSpace.NormaliseLine(typeset.Written, line);
        return line.ToString();
    }
}
