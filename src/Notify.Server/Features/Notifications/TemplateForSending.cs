using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Shared;
using Notify.Server.Features.Uploads;

namespace Notify.Server.Features.Notifications;

/// <summary>Finds the template that a request asks for.</summary>
public sealed class TemplateForSending(ServiceAccounts accounts, ParsedTemplates parsed)
{
    /// <returns>The newest version, or the one pinned, or the refusal in the contract's order: spelling of the id, existence, kind, archived.</returns>
    internal Task<Result<SendingTemplate>> FindAsync(ApiCaller caller, SendRequest request, Channel channel, CancellationToken cancellationToken) =>
        FindAsync(caller, request.TemplateId, request.TemplateName, request.TemplateVersion, channel, cancellationToken);

    /// <summary>The template of an upload, of either channel.</summary>
    internal Task<Result<SendingTemplate>> FindAsync(ApiCaller caller, UploadRequest request, CancellationToken cancellationToken) =>
        FindAsync(caller, request.TemplateId, request.TemplateName, request.TemplateVersion, channel: null, cancellationToken);

    private async Task<Result<SendingTemplate>> FindAsync(
        ApiCaller caller, IdMember? id, string? name, int? pinnedVersion, Channel? channel, CancellationToken cancellationToken)
    {
        if (id is { IsStorable: false })
        {
            return NotifyError.NoSuchData;
        }

        var template = name is not null
            ? await accounts.FindTemplateAsync(caller.ServiceId, name, cancellationToken)
            : await accounts.FindTemplateAsync(caller.ServiceId, id!.Id, cancellationToken);
        if (template is null or { IsHidden: true })
        {
            return NotifyError.TemplateNotFound;
        }

        if (channel is { } asked && template.Type != asked.Wire())
        {
            return NotifyError.TemplateTypeMismatch(template.Type, asked.Wire());
        }

        if (template.ArchivedAt is not null)
        {
            return NotifyError.TemplateDeleted;
        }

        if (pinnedVersion is not { } version || version == template.Version)
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
