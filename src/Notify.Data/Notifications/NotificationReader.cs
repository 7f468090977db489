using Notify.Core.Notifications;
using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>Notifications as they are shown: one, or a page of those that a filter lets through.</summary>
public sealed class NotificationReader
{
    private readonly NpgsqlDataSource _database;
    private readonly HotDatabase _hot;
    private readonly NotificationStore _notifications;
    private readonly GatheredReads<(Guid ServiceId, Guid Id), ShownNotification> _reads;

    public NotificationReader(NpgsqlDataSource database, HotDatabase hot, NotificationStore notifications)
    {
        (_database, _hot, _notifications) = (database, hot, notifications);
        _reads = new(FindAsync);
    }

    /// <returns>The notification, or null when this service has none of that id.</returns>
    public Task<ShownNotification?> FindAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        _reads.ReadAsync((serviceId, id), cancellationToken);

    /// <returns>A page, newest first.</returns>
    public Task<List<ShownNotification>> ListAsync(Guid serviceId, NotificationFilter filter, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var command = filter.Reference is { } reference
            ? _database.Command("Notifications.list_by_reference").With("reference", reference)
            : _database.Command("Notifications.list");
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

    /// <returns>For each notification about whose present status something was said: the last words on it, by id. Nothing said of an earlier status counts.</returns>
    public async Task<IReadOnlyDictionary<Guid, string>> StatusReasonsAsync(Guid serviceId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await _database.Command("Notifications.status_reasons")
            .With("service_id", serviceId)
            .With("ids", ids.ToArray())
            .ListAsync(row => (Id: row.Get<Guid>("id"), Reason: row.Get<string>("reason")), cancellationToken))
        .ToDictionary(row => row.Id, row => row.Reason);

    private async Task<IReadOnlyList<ShownNotification?>> FindAsync(IReadOnlyList<(Guid ServiceId, Guid Id)> asked)
    {
        var found = new ShownNotification?[asked.Count];
        await _hot.Source.Command("Notifications.show")
            .With("service_ids", asked.Select(one => one.ServiceId).ToArray())
            .WithIds([.. asked.Select(one => one.Id)])
            .ListAsync(row => found[row.Get<int>("ordinal") - 1] = Read(row), CancellationToken.None);
        return found;
    }

    private static string[]? Words<T>(IReadOnlyCollection<T> values, Func<T, string> wire) => values.Count == 0 ? null : [.. values.Select(wire)];

    private ShownNotification Read(NpgsqlDataReader row) => new(_notifications.Read(row), row.GetOrNull<string>("created_by_name"));
}
