using Notify.Core;
using Notify.Core.Callbacks;
using Notify.Core.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Retention;

/// <summary>How long services keep what they sent, and the removal of what is older: short statements, each of its own, that can stop anywhere.</summary>
public sealed class RetentionStore(NpgsqlDataSource database)
{
    private const int BatchSize = 2000;

    /// <summary>For which a notification that has ended is kept whatever its age: in that time its service is told, unless its receiver fails for longer or is off.</summary>
    private static readonly TimeSpan Telling = CallbackSchedule.Longest + TimeSpan.FromHours(1);

    private const string Reason = "Not handed over within the time that the service keeps messages";

    /// <summary>What is emptied by <see cref="DeletePersonalAsync"/>, beside notifications and their events.</summary>
    private static readonly string[] OfService =
    [
        "Retention.delete_sandbox_messages", "Retention.delete_received_texts", "Retention.delete_complaints", "Retention.end_uploads", "Retention.empty_uploads",
    ];

    /// <param name="days">Whole local days.</param>
    /// <returns>Whether that is a change.</returns>
    public async Task<bool> SetAsync(Guid serviceId, Channel channel, int days, CancellationToken cancellationToken) =>
        await database.Command("Retention.set")
            .With("service_id", serviceId)
            .With("channel", channel.Wire())
            .With("days", days)
            .RunAsync(cancellationToken) > 0;

    /// <param name="serviceId">Null for those of all services.</param>
    /// <returns>What services chose; those that chose nothing are missing.</returns>
    public async Task<IReadOnlyDictionary<(Guid ServiceId, Channel Channel), int>> ListAsync(Guid? serviceId, CancellationToken cancellationToken) =>
        (await database.Command("Retention.list")
            .With("service_id", serviceId, NpgsqlDbType.Uuid)
            .ListAsync(row => (Key: (row.Get<Guid>("service_id"), ChannelNames.Parse(row.Get<string>("channel"))), Days: row.Get<int>("days")), cancellationToken))
        .ToDictionary(row => row.Key, row => row.Days);

    /// <summary>The database's clock.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select now()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
    }

    /// <returns>Days (UTC) that have a partition, oldest first.</returns>
    /// <param name="before">Those before this one only.</param>
    public Task<List<DateOnly>> DaysAsync(DateOnly before, CancellationToken cancellationToken) =>
        database.Command("Retention.days").With("before", before).ListAsync(row => row.Get<DateOnly>("day"), cancellationToken);

    /// <returns>Services that have notifications of a day (UTC).</returns>
    public Task<List<Guid>> ServicesOfAsync(DateOnly day, CancellationToken cancellationToken) =>
        Between(database.Command("Retention.services_of_day"), day, null).ListAsync(row => row.Get<Guid>("service_id"), cancellationToken);

    /// <summary>Lets what still waits to be sent fail.</summary>
    /// <param name="before">UTC; only what was accepted earlier.</param>
    /// <returns>Notifications that failed.</returns>
    public Task<int> ExpireQueuedAsync(Guid serviceId, Channel channel, DateOnly day, DateTimeOffset before, CancellationToken cancellationToken) =>
        RepeatAsync(
            () => Between(database.Command("Retention.expire_queued", "Notifications.fail_old"), day, before)
                .With("service_id", serviceId)
                .With("channel", channel.Wire())
                .With("event_kind", NotificationEventKinds.Failed)
                .With("reason", Reason)
                .With("batch_size", BatchSize),
            cancellationToken);

    /// <summary>Deletes notifications of a day, and what happened to them.</summary>
    /// <inheritdoc cref="ExpireQueuedAsync"/>
    /// <returns>Notifications deleted.</returns>
    public async Task<int> DeleteAsync(Guid serviceId, Channel channel, DateOnly day, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (total, after) = (0, Guid.Empty);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = await Between(database.Command("Retention.expired"), day, before)
                .With("service_id", serviceId)
                .With("channel", channel.Wire())
                .With("after", after)
                .With("telling", Telling)
                .With("batch_size", BatchSize)
                .ListAsync(row => row.Get<Guid>("id"), cancellationToken);
            if (ids.Count > 0)
            {
                after = ids[^1];
                total += await DeleteAsync(serviceId, [.. ids], cancellationToken);
            }

            if (ids.Count < BatchSize)
            {
                return total;
            }
        }
    }

    /// <returns>All services: any may have something beside notifications.</returns>
    public Task<List<Guid>> ServicesAsync(CancellationToken cancellationToken) =>
        database.Command("Retention.services").ListAsync(row => row.Get<Guid>("id"), cancellationToken);

    /// <summary>Deletes or empties what else is kept of people for a service's channel: the sandbox's messages, texts received, uploads.</summary>
    /// <param name="before">UTC.</param>
    /// <returns>Rows deleted or emptied.</returns>
    public async Task<int> DeletePersonalAsync(Guid serviceId, Channel channel, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        foreach (var statement in OfService)
        {
            total += await RepeatAsync(
                () => database.Command(statement).With("service_id", serviceId).With("channel", channel.Wire()).With("before", before.UtcDateTime).With("batch_size", BatchSize),
                cancellationToken);
        }

        return total;
    }

    /// <summary>Deletes requests to unsubscribe that are over.</summary>
    /// <returns>Rows deleted.</returns>
    public Task<int> DeleteUnsubscribeRequestsAsync(CancellationToken cancellationToken) =>
        RepeatAsync(() => database.Command("Retention.delete_unsubscribe_requests").With("batch_size", BatchSize), cancellationToken);

    /// <summary>Whether notifications of a day (UTC) are still to be sent, or ended so lately that services may still be told.</summary>
    public async Task<bool> IsWaitedForAsync(DateOnly day, CancellationToken cancellationToken) =>
        (await Between(database.Command("Retention.is_waited_for"), day, null).With("telling", Telling).ValueAsync<bool>(cancellationToken))!.Value;

    private async Task<int> DeleteAsync(Guid serviceId, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Notifications first, as receipts lock them: none of those puts another event behind what is deleted here.
        var deleted = await connection.Command("Retention.delete_notifications", transaction).With("service_id", serviceId).With("ids", ids).RunAsync(cancellationToken);
        await connection.Command("Retention.delete_events", transaction).With("ids", ids).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private static async Task<int> RepeatAsync(Func<NpgsqlCommand> command, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = await command().RunAsync(cancellationToken);
            total += done;
            if (done < BatchSize)
            {
                return total;
            }
        }
    }

    /// <summary>The ids of a day, or of its part before a moment.</summary>
    private static NpgsqlCommand Between(NpgsqlCommand command, DateOnly day, DateTimeOffset? before)
    {
        var from = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var to = from.AddDays(1);
        return command
            .With("from", Ids.LowerBound(from))
            .With("to", Ids.LowerBound(before is { } moment && moment < to ? moment : to));
    }
}
