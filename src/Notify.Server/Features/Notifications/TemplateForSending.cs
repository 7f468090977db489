using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Server.Features.ApiKeys;

namespace Notify.Server.Features.Notifications;

/// <summary>Finds the template that a request asks for.</summary>
public sealed class TemplateForSending(ServiceAccounts accounts, ParsedTemplates parsed)
{
    /// <returns>The newest version, or the one pinned, or the refusal in the contract's order: spelling of the id, existence, kind, archived.</returns>
    internal async Task<Result<SendingTemplate>> FindAsync(ApiCaller caller, SendRequest request, Channel channel, CancellationToken cancellationToken)
    {
        if (request.TemplateId is { IsStorable: false })
        {
            return NotifyError.NoSuchData;
        }

        var template = request.TemplateName is { } name
            ? await accounts.FindTemplateAsync(caller.ServiceId, name, cancellationToken)
            : await accounts.FindTemplateAsync(caller.ServiceId, request.TemplateId!.Id, cancellationToken);
        if (template is null or { IsHidden: true })
        {
            return NotifyError.TemplateNotFound;
        }

        if (template.Type != channel.Wire())
        {
            return NotifyError.TemplateTypeMismatch(template.Type, channel.Wire());
        }

        if (template.ArchivedAt is not null)
        {
            return NotifyError.TemplateDeleted;
        }

        if (request.TemplateVersion is not { } version || version == template.Version)
        {
            return new SendingTemplate(template.Id, template.Version, template, parsed.Parse(template));
        }

        return await parsed.FindAsync(caller.ServiceId, template.Id, version, cancellationToken) is { } pinned
            ? new SendingTemplate(template.Id, version, template, pinned)
            : NotifyError.TemplateVersionNotFound(version);
    }
}

/// <param name="Version">The version that is sent.</param>
/// <param name="Newest">For what all versions share: lane, unsubscribe link.</param>
internal sealed record SendingTemplate(Guid Id, int Version, StoredTemplate Newest, ParsedTemplate Parsed);
