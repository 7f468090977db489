using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates;

/// <summary>A text message as its author wrote it, parsed once and rendered many times. Immutable and thread-safe.</summary>
public sealed class SmsTemplate
{
    private readonly PlaceholderText _body;
    private readonly FillOptions _options;

    private SmsTemplate(PlaceholderText body, TemplateWording wording)
    {
        _body = body;
        _options = new FillOptions { Wording = wording };
        Placeholders = PlaceholderText.Names(body);
    }

    /// <summary>The body as typed.</summary>
    public string Body => _body.Content;

    /// <summary>The names asked for, in the template's spelling and order of first appearance.</summary>
    public IReadOnlyList<string> Placeholders { get; }

    /// <param name="body">Any text at all.</param>
    /// <param name="wording">The language that joins lists; English when null.</param>
    public static SmsTemplate Parse(string body, TemplateWording? wording = null) =>
        new(PlaceholderText.Parse(body), wording ?? TemplateWording.English);

    /// <returns>The placeholders that have no value or a null one, in the template's spelling and order; empty when all have one.</returns>
    public IReadOnlyList<string> MissingFrom(Personalisation personalisation) => Missing.From(Placeholders, personalisation);

    /// <summary>Fills the template and makes it fit the alphabet of <paramref name="rules"/>.</summary>
    /// <param name="personalisation">With gaps a placeholder stays as typed; with no values at all every placeholder is removed,
    /// which gives the length an author sees.</param>
    /// <param name="prefix">The service's name, put in front with a colon; null or blank for none.</param>
    public RenderedSms Render(Personalisation personalisation, string? prefix, SmsEncodingRules rules)
    {
        using var filled = TextBuffer.Rent();
        var clears = personalisation.IsEmpty && Placeholders.Count > 0;
        _body.Fill(personalisation, clears ? _options with { DropsConditionals = true } : _options, filled);
        return new RenderedSms(filled.Written, prefix, rules, clears);
    }

    /// <summary>The message as HTML for a page: line ends as <c>br</c>, addresses as links, gaps in a <c>span</c>.</summary>
    /// <inheritdoc cref="Render"/>
    public string PreviewHtml(Personalisation personalisation, string? prefix, SmsEncodingRules rules) =>
        SmsPreview.Message(_body, personalisation, prefix, rules, _options.Wording);

    /// <summary>The body alone as HTML for lists of messages: line ends kept, no links, gaps shown as hidden.</summary>
    /// <inheritdoc cref="Render"/>
    public string PreviewBodyHtml(Personalisation personalisation, SmsEncodingRules rules) =>
        SmsPreview.Body(_body, personalisation, rules, _options.Wording);
}
