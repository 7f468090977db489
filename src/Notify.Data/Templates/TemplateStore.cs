using Notify.Core.Notifications;
using Notify.Core.Templates;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Templates;

/// <summary>Templates and their versions as stored. A version never changes; an edit, or archiving, makes the next.</summary>
public sealed class TemplateStore(NpgsqlDataSource database)
{
    /// <summary>Stores a new template with its first version, both or neither.</summary>
    /// <param name="template">Version 1; its times are the database's.</param>
    /// <param name="author">The person who wrote it; null when a program did.</param>
    /// <returns>False when the service has an unarchived template of that stable name.</returns>
    public async Task<bool> CreateAsync(StoredTemplate template, Guid? author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        return await database.Command("Templates.create_template")
            .With("service_id", template.ServiceId)
            .With("id", template.Id)
            .With("channel", template.Type)
            .With("name", template.Name)
            .With("stable_name", template.StableName, NpgsqlDbType.Text)
            .With("hidden", template.IsHidden)
            .With("has_unsubscribe_link", template.HasUnsubscribeLink)
            .With("lane", template.Lane.Wire())
            .With("postage", template.Postage, NpgsqlDbType.Text)
            .With("letter_contact", template.LetterContact, NpgsqlDbType.Text)
            .With("subject", template.Subject, NpgsqlDbType.Text)
            .With("body", template.Body)
            .With("author", author, NpgsqlDbType.Uuid)
            .RunAsync(cancellationToken) > 0;
    }

    /// <inheritdoc cref="CreateAsync(StoredTemplate, Guid?, CancellationToken)"/>
    public Task<bool> CreateAsync(StoredTemplate template, CancellationToken cancellationToken) => CreateAsync(template, author: null, cancellationToken);

    /// <summary>Makes the next version.</summary>
    /// <param name="template">Name, subject, body and what all versions share, as they are to be; <see cref="StoredTemplate.Version"/> is the one
    /// that was edited.</param>
    /// <returns>The new version's number, or null when the template is gone, archived, or was changed by somebody else meanwhile.</returns>
    public async Task<int?> AddVersionAsync(StoredTemplate template, Guid? author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        return await database.Command("Templates.add_version")
            .With("service_id", template.ServiceId)
            .With("id", template.Id)
            .With("version", template.Version)
            .With("name", template.Name)
            .With("has_unsubscribe_link", template.HasUnsubscribeLink)
            .With("lane", template.Lane.Wire())
            .With("subject", template.Subject, NpgsqlDbType.Text)
            .With("body", template.Body)
            .With("author", author, NpgsqlDbType.Uuid)
            .ValueAsync<int>(cancellationToken);
    }

    /// <summary>Gives a template that has none its stable name.</summary>
    /// <returns>False when it is gone, archived or named already, or another of the service has the name.</returns>
    public async Task<bool> NameAsync(Guid serviceId, Guid templateId, string stableName, CancellationToken cancellationToken) =>
        await database.Command("Templates.name_template")
            .With("service_id", serviceId)
            .With("id", templateId)
            .With("stable_name", stableName)
            .RunAsync(cancellationToken) > 0;

    /// <summary>Takes a template out of use, which makes a version like the last.</summary>
    /// <returns>The new version's number, or null when it is gone or archived already.</returns>
    public async Task<int?> ArchiveAsync(Guid serviceId, Guid templateId, Guid? author, CancellationToken cancellationToken) =>
        await database.Command("Templates.archive_template")
            .With("service_id", serviceId)
            .With("id", templateId)
            .With("author", author, NpgsqlDbType.Uuid)
            .ValueAsync<int>(cancellationToken);

    /// <param name="version">Null for the newest.</param>
    /// <returns>The version asked for, archived or not, or null when this service has no such template or version.</returns>
    public Task<StoredTemplate?> FindAsync(Guid serviceId, Guid templateId, int? version, CancellationToken cancellationToken) =>
        database.Command("Templates.find_template")
            .With("service_id", serviceId)
            .With("id", templateId)
            .With("version", version, NpgsqlDbType.Integer)
            .FirstAsync(Read, cancellationToken);

    /// <returns>The newest version of the unarchived template that programs call so, or null when there is none.</returns>
    public Task<StoredTemplate?> FindByStableNameAsync(Guid serviceId, string stableName, CancellationToken cancellationToken) =>
        database.Command("Templates.find_template_by_name")
            .With("service_id", serviceId)
            .With("stable_name", stableName)
            .FirstAsync(Read, cancellationToken);

    /// <param name="type">One of <c>email</c>, <c>sms</c>, <c>letter</c>; null for all.</param>
    /// <returns>The service's unarchived templates in their newest version, by name, then type; hidden ones left out.</returns>
    public Task<List<StoredTemplate>> ListAsync(Guid serviceId, string? type, CancellationToken cancellationToken) =>
        database.Command("Templates.list_templates")
            .With("service_id", serviceId)
            .With("channel", type, NpgsqlDbType.Text)
            .ListAsync(Read, cancellationToken);

    /// <inheritdoc cref="ListAsync(Guid, string?, CancellationToken)"/>
    public Task<List<StoredTemplate>> ListAsync(Guid serviceId, CancellationToken cancellationToken) => ListAsync(serviceId, type: null, cancellationToken);

    private static StoredTemplate Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        ServiceId = row.Get<Guid>("service_id"),
        Type = row.Get<string>("channel"),
        Name = row.Get<string>("name"),
        StableName = row.GetOrNull<string>("stable_name"),
        IsHidden = row.Get<bool>("hidden"),
        HasUnsubscribeLink = row.Get<bool>("has_unsubscribe_link"),
        Lane = LaneNames.Parse(row.Get<string>("lane")),
        Postage = row.GetOrNull<string>("postage"),
        LetterContact = row.GetOrNull<string>("letter_contact"),
        Version = row.Get<int>("version"),
        Subject = row.GetOrNull<string>("subject"),
        Body = row.Get<string>("body"),
        CreatedBy = row.GetOrNull<string>("created_by"),
        VersionCreatedAt = row.Time("version_created_at"),
        CreatedAt = row.Time("created_at"),
        ArchivedAt = row.TimeOrNull("archived_at"),
    };
}
