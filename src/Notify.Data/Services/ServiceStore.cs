using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Services;

/// <summary>Services as stored.</summary>
public sealed class ServiceStore(NpgsqlDataSource database)
{
    /// <returns>False when a service of that name, regardless of case, is there already.</returns>
    public async Task<bool> CreateAsync(Service service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        return await database.Command("Services.create_service")
            .With("id", service.Id)
            .With("name", service.Name)
            .With("sms_sender", service.SmsSender, NpgsqlDbType.Text)
            .With("prefix_sms", service.PrefixSms)
            .RunAsync(cancellationToken) == 1;
    }

    /// <returns>All services by name.</returns>
    public Task<List<Service>> ListAsync(CancellationToken cancellationToken) =>
        database.Command("Services.list_services").ListAsync(Read, cancellationToken);

    /// <param name="idOrName">An id in its usual spelling, or a name regardless of case.</param>
    public Task<Service?> FindAsync(string idOrName, CancellationToken cancellationToken) =>
        database.Command("Services.find_service")
            .With("id", Guid.TryParse(idOrName, out var id) ? id : null, NpgsqlDbType.Uuid)
            .With("name", idOrName)
            .FirstAsync(Read, cancellationToken);

    internal static Service Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Name = row.Get<string>("name"),
        Active = row.Get<bool>("active"),
        SmsSender = row.GetOrNull<string>("sms_sender"),
        PrefixSms = row.Get<bool>("prefix_sms"),
        CreatedAt = row.Time("created_at"),
    };
}
