using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Templates;

namespace Notify.Server.Features.Templates.Managing;

/// <summary>Makes, changes and archives the templates of a service, for programs that keep them as code.</summary>
public sealed class ManageTemplates(TemplateStore templates)
{
    /// <param name="nameOrId">A stable name, or an id in any spelling the API takes.</param>
    internal async Task<Result<StoredTemplate>> FindAsync(Guid serviceId, string nameOrId, CancellationToken cancellationToken)
    {
        var template = UuidText.TryParse(nameOrId, out var id, out _)
            ? await templates.FindAsync(serviceId, id, version: null, cancellationToken)
            : await templates.FindByStableNameAsync(serviceId, nameOrId, cancellationToken);
        return template is null or { IsHidden: true } ? NotifyError.NoResultFound : template;
    }

    internal async Task<Result<StoredTemplate>> CreateAsync(Guid serviceId, TemplateChange change, CancellationToken cancellationToken)
    {
        var template = new StoredTemplate
        {
            Id = Ids.NewRandom(),
            ServiceId = serviceId,
            Type = change.Type!,
            Name = change.Title!,
            StableName = change.Name,
            Version = 1,
            Subject = change.Subject,
            Body = change.Body!,
            Lane = change.Lane ?? Lane.Normal,
            HasUnsubscribeLink = change.HasUnsubscribeLink ?? false,
        };
        return await templates.CreateAsync(template, author: null, cancellationToken)
            ? await FindAsync(serviceId, template.Id.ToString(), cancellationToken)
            : new NotifyError(409, "ConflictError", $"There is a template with the name {change.Name} already");
    }

    /// <returns>The newest version after the change, which is the one before when nothing differs.</returns>
    internal async Task<Result<StoredTemplate>> ChangeAsync(Guid serviceId, string nameOrId, TemplateChange change, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(serviceId, nameOrId, cancellationToken)).TryGet(out var current, out var refusal))
        {
            return refusal;
        }

        if (current.ArchivedAt is not null)
        {
            return NotifyError.TemplateDeleted;
        }

        if (current.Type == "sms" && change.Subject is not null)
        {
            return NotifyError.NotValid("subject is not for text messages");
        }

        var changed = current with
        {
            Name = change.Title ?? current.Name,
            Subject = change.Subject ?? current.Subject,
            Body = change.Body ?? current.Body,
            Lane = change.Lane ?? current.Lane,
            HasUnsubscribeLink = change.HasUnsubscribeLink ?? current.HasUnsubscribeLink,
            Version = change.Version ?? current.Version,
        };
        if (changed.Version == current.Version && changed == current)
        {
            return current;
        }

        return await templates.AddVersionAsync(changed, author: null, cancellationToken) is not null
            ? await FindAsync(serviceId, current.Id.ToString(), cancellationToken)
            : new NotifyError(409, "ConflictError", $"Version {changed.Version} is not the newest: somebody else has changed the template");
    }

    internal async Task<Result<StoredTemplate>> ArchiveAsync(Guid serviceId, string nameOrId, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(serviceId, nameOrId, cancellationToken)).TryGet(out var current, out var refusal))
        {
            return refusal;
        }

        // Archived already: by an earlier try of the same request, perhaps.
        await templates.ArchiveAsync(serviceId, current.Id, author: null, cancellationToken);
        return await FindAsync(serviceId, current.Id.ToString(), cancellationToken);
    }
}
