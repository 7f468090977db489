using Notify.Core.Errors;
using Notify.Core.Templates;
using Notify.Data.Templates;
using Notify.Server.Features.Notifications;

namespace Notify.Server.Features.Templates;

/// <summary>Shows a service's templates to its programs.</summary>
public sealed class ShowTemplates(TemplateStore templates, ParsedTemplates parsed)
{
    /// <param name="version">Null for the current one. Archived templates are shown, hidden ones are not.</param>
    internal async Task<Result<TemplateAnswer>> OneAsync(Guid serviceId, Guid id, int? version, CancellationToken cancellationToken) =>
        await templates.FindAsync(serviceId, id, version, cancellationToken) is { IsHidden: false } template
            ? Answer(template)
            : NotifyError.NoResultFound;

    /// <param name="type">Null for all.</param>
    internal async Task<TemplatesAnswer> AllAsync(Guid serviceId, string? type, CancellationToken cancellationToken) =>
        new([.. (await templates.ListAsync(serviceId, type, cancellationToken)).Select(Answer)]);

    private TemplateAnswer Answer(StoredTemplate template)
    {
        var read = parsed.Parse(template);
        return new TemplateAnswer(
            template.Body,
            WireTime.Of(template.CreatedAt),
            template.CreatedBy,
            template.Id,
            template.LetterContact,
            template.Name,
            (read.Email?.Placeholders ?? read.Sms!.Placeholders).ToDictionary(name => name, _ => new RequiredAnswer(true), StringComparer.Ordinal),
            template.Postage,
            template.Type == "sms" ? null : template.Subject,
            template.Type,
            template.Version == 1 ? null : WireTime.Of(template.VersionCreatedAt),
            template.Version);
    }
}
