using Notify.Core.Notifications;
using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>Notifications as they are shown: one, or a page of those that a filter lets through.</summary>
public sealed class NotificationReader(NpgsqlDataSource database, NotificationStore notifications)
{
    /// <returns>The notification, or null when this service has none of that id.</returns>
    public Task<ShownNotification?> FindAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Notifications.show")
            .With("service_id", serviceId)
            .With("id", id)
            .FirstAsync(Read, cancellationToken);

    /// <returns>A page, newest first.</returns>
    public Task<List<ShownNotification>> ListAsync(Guid serviceId, NotificationFilter filter, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var command = filter.Reference is { } reference
            ? database.Command("Notifications.list_by_reference").With("reference", reference)
            : database.Command("Notifications.list");
        return command
            .With("service_id", serviceId)
            .With("key_type", filter.KeyType.Wire())
            .With("older_than", filter.OlderThan, NpgsqlDbType.Uuid)
            .With("channels", Words(filter.Channels, ChannelNames.Wire), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("statuses", Words(filter.Statuses, NotificationStatusNames.Wire), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("include_jobs", filter.IncludeJobs)
            .With("page_size", pageSize)
            .ListAsync(Read, cancellationToken);
    }

    /// <returns>For each notification that a provider said something about: its last words, by id.</returns>
    public async Task<IReadOnlyDictionary<Guid, string>> StatusReasonsAsync(Guid serviceId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await database.Command("Notifications.status_reasons")
            .With("service_id", serviceId)
            .With("ids", ids.ToArray())
            .ListAsync(row => (Id: row.Get<Guid>("id"), Reason: row.Get<string>("reason")), cancellationToken))
        .ToDictionary(row => row.Id, row => row.Reason);

    private static string[]? Words<T>(IReadOnlyCollection<T> values, Func<T, string> wire) => values.Count == 0 ? null : [.. values.Select(wire)];

    private ShownNotification Read(NpgsqlDataReader row) => new(notifications.Read(row), row.GetOrNull<string>("created_by_name"));
}
