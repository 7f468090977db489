using Notify.Core.Notifications;
using Notify.Core.Suppressions;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Suppressions;

/// <summary>Recipients who are not written to for now. Receipts, refusals of providers and STOP add to it in their own transactions.</summary>
public sealed class SuppressionStore(NpgsqlDataSource database)
{
    /// <summary>Adds a recipient, or renews what is there for the same reason.</summary>
    /// <param name="serviceId">Null: for the whole platform.</param>
    /// <param name="recipient">Normalised as notifications store it: E.164, or the address in lower case.</param>
    /// <param name="lifetime">Null: until it is taken back.</param>
    public async Task<Suppression> AddAsync(
        Guid? serviceId, Channel channel, string recipient, SuppressionReason reason, TimeSpan? lifetime, CancellationToken cancellationToken) =>
        (await database.Command("Suppressions.add")
            .With("service_id", serviceId, NpgsqlDbType.Uuid)
            .With("channel", channel.Wire())
            .With("recipient", recipient)
            .With("reason", reason.Wire())
            .With("lifetime", lifetime, NpgsqlDbType.Interval)
            .ListAsync(Read, cancellationToken)).Single();

    /// <param name="serviceId">Null: those of the whole platform.</param>
    /// <param name="recipient">Only this one; null: all.</param>
    /// <param name="olderThan">Only those before this one; null: from the newest on.</param>
    /// <returns>A page of those that count now, newest first.</returns>
    public Task<List<Suppression>> ListAsync(Guid? serviceId, string? recipient, Guid? olderThan, int pageSize, CancellationToken cancellationToken) =>
        database.Command("Suppressions.list")
            .With("service_id", serviceId, NpgsqlDbType.Uuid)
            .With("recipient", recipient, NpgsqlDbType.Text)
            .With("older_than", olderThan, NpgsqlDbType.Uuid)
            .With("page_size", pageSize)
            .ListAsync(Read, cancellationToken);

    /// <summary>Takes suppressions back, by id or all of a recipient.</summary>
    /// <param name="by">The kind of actor: <c>service</c> or <c>operator</c>.</param>
    /// <returns>How many.</returns>
    public Task<int> RemoveAsync(Guid? serviceId, Guid? id, string? recipient, string by, CancellationToken cancellationToken) =>
        database.Command("Suppressions.remove")
            .With("service_id", serviceId, NpgsqlDbType.Uuid)
            .With("id", id, NpgsqlDbType.Uuid)
            .With("recipient", recipient, NpgsqlDbType.Text)
            .With("removed_by", by)
            .RunAsync(cancellationToken);

    /// <summary>Deletes what has not counted for a week.</summary>
    /// <returns>Rows deleted; as many as <paramref name="batchSize"/>: there may be more.</returns>
    public Task<int> ForgetAsync(int batchSize, CancellationToken cancellationToken) =>
        database.Command("Suppressions.forget").With("batch_size", batchSize).RunAsync(cancellationToken);

    private static Suppression Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        ServiceId = row.GetOrNull<Guid?>("service_id"),
        Channel = ChannelNames.Parse(row.Get<string>("channel")),
        Recipient = row.Get<string>("recipient"),
        Reason = SuppressionReasons.Parse(row.Get<string>("reason")),
        SourceNotificationId = row.GetOrNull<Guid?>("source_notification_id"),
        CreatedAt = row.Time("created_at"),
        ExpiresAt = row.TimeOrNull("expires_at"),
    };
}
