using Notify.Core.Errors;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;
using Notify.Data.Templates;

namespace Notify.Server.Features.Templates;

/// <summary>Fills in a template to show what would be sent. Nothing is stored, and neither permissions nor lengths are checked.</summary>
public sealed class PreviewTemplate(TemplateStore templates, ParsedTemplates parsed, SmsEncodingRules encoding)
{
    internal async Task<Result<PreviewAnswer>> HandleAsync(Guid serviceId, Guid id, Personalisation values, CancellationToken cancellationToken)
    {
        if (await templates.FindAsync(serviceId, id, version: null, cancellationToken) is not { IsHidden: false } template)
        {
            return NotifyError.NoResultFound;
        }

        var read = parsed.Parse(template);
        if ((read.Email?.MissingFrom(values) ?? read.Sms!.MissingFrom(values)) is { Count: > 0 } missing)
        {
            return NotifyError.MissingPersonalisation(missing);
        }

        if (template.Type == "email")
        {
            var rendered = read.Email!.Render(values);
            return Answer(template, rendered.Content, rendered.HtmlBody, rendered.Subject);
        }

        var letter = read.Email?.Fill(values);
        return Answer(template, letter?.Content ?? read.Sms!.Render(values, prefix: null, encoding).Content, html: null, letter?.Subject);
    }

    private static PreviewAnswer Answer(StoredTemplate template, string body, string? html, string? subject) =>
        new(body, html, template.Id, template.Postage, subject, template.Type, template.Version);
}
