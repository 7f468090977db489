using Notify.Core.Templates;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Templates;

/// <summary>Templates and their versions as stored.</summary>
public sealed class TemplateStore(NpgsqlDataSource database)
{
    /// <summary>Stores a new template with its first version, both or neither.</summary>
    /// <param name="template">Version 1; its times are the database's.</param>
    public async Task CreateAsync(StoredTemplate template, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        await database.Command("Templates.create_template")
            .With("service_id", template.ServiceId)
            .With("id", template.Id)
            .With("channel", template.Type)
            .With("name", template.Name)
            .With("subject", template.Subject, NpgsqlDbType.Text)
            .With("body", template.Body)
            .RunAsync(cancellationToken);
    }

    /// <param name="version">Null for the newest.</param>
    /// <returns>The version asked for, or null when this service has no such template or version.</returns>
    public Task<StoredTemplate?> FindAsync(Guid serviceId, Guid templateId, int? version, CancellationToken cancellationToken) =>
        database.Command("Templates.find_template")
            .With("service_id", serviceId)
            .With("id", templateId)
            .With("version", version, NpgsqlDbType.Integer)
            .FirstAsync(Read, cancellationToken);

    /// <returns>The service's unarchived templates in their newest version, by name.</returns>
    public Task<List<StoredTemplate>> ListAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Templates.list_templates")
            .With("service_id", serviceId)
            .ListAsync(Read, cancellationToken);

    private static StoredTemplate Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        ServiceId = row.Get<Guid>("service_id"),
        Type = row.Get<string>("channel"),
        Name = row.Get<string>("name"),
        Version = row.Get<int>("version"),
        Subject = row.GetOrNull<string>("subject"),
        Body = row.Get<string>("body"),
        CreatedAt = row.Time("created_at"),
        ArchivedAt = row.TimeOrNull("archived_at"),
    };
}
