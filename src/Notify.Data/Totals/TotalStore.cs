using System.Data;
using Notify.Core.Notifications;
using Npgsql;

namespace Notify.Data.Totals;

/// <summary>Running totals of notifications, which stay when these are gone. Triggers append what changes; folding adds it up.</summary>
public sealed class TotalStore(NpgsqlDataSource database)
{
    /// <summary>Adds what has changed to the totals: taken out and added in one transaction, so that a kill in between loses and doubles nothing.</summary>
    /// <param name="dayOf">The local day of a quarter of an hour.</param>
    /// <param name="batchSize">Changes at most.</param>
    /// <param name="folded">Told, after the commit, how many messages more (or fewer) have a status.</param>
    /// <returns>Changes folded; fewer than the batch: that were all.</returns>
    public async Task<int> FoldAsync(
        Func<DateTimeOffset, DateOnly> dayOf, int batchSize, CancellationToken cancellationToken, Action<Channel, NotificationStatus, long>? folded = null)
    {
        ArgumentNullException.ThrowIfNull(dayOf);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changes = await connection.Command("Totals.take_changes", transaction)
            .With("batch_size", batchSize)
            .ListAsync(
                row => (ServiceId: row.Get<Guid>("service_id"), Quarter: row.Time("quarter"), TemplateId: row.Get<Guid>("template_id"), Channel: row.Get<string>("channel"),
                    Status: row.Get<string>("status"), Messages: row.Get<long>("messages"), Fragments: row.Get<long>("fragments"), Units: row.Get<long>("units"),
                    Changes: row.Get<int>("changes")),
                cancellationToken);
        if (changes.Count == 0)
        {
            return 0;
        }

        await connection.Command("Totals.add", transaction)
            .With("services", changes.Select(change => change.ServiceId).ToArray())
            .With("days", changes.Select(change => dayOf(change.Quarter)).ToArray())
            .With("templates", changes.Select(change => change.TemplateId).ToArray())
            .With("channels", changes.Select(change => change.Channel).ToArray())
            .With("statuses", changes.Select(change => change.Status).ToArray())
            .With("messages", changes.Select(change => change.Messages).ToArray())
            .With("fragments", changes.Select(change => change.Fragments).ToArray())
            .With("units", changes.Select(change => change.Units).ToArray())
            .RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (folded is not null)
        {
            foreach (var moved in changes.GroupBy(change => (change.Channel, change.Status), change => change.Messages))
            {
                folded(ChannelNames.Parse(moved.Key.Channel), NotificationStatusNames.Parse(moved.Key.Status), moved.Sum());
            }
        }

        return changes.Sum(change => change.Changes);
    }

    /// <summary>Totals of a service as they are now: the folded ones and what is not folded yet.</summary>
    /// <param name="first">Local days, both included.</param>
    public async Task<IReadOnlyList<NotificationTotal>> ReadAsync(
        Guid serviceId, DateOnly first, DateOnly last, Func<DateTimeOffset, DateOnly> dayOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dayOf);

        // One snapshot: a fold in between would show a change twice or not at all.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var folded = await connection.Command("Totals.read", transaction)
            .With("service_id", serviceId)
            .With("first", first)
            .With("last", last)
            .ListAsync(row => Read(row, row.Get<DateOnly>("local_day")), cancellationToken);
        var changes = await connection.Command("Totals.read_changes", transaction)
            .With("service_id", serviceId)
            .ListAsync(row => Read(row, dayOf(row.Time("quarter"))), cancellationToken);
        return [.. folded.Concat(changes.Where(change => change.Day >= first && change.Day <= last))
            .GroupBy(total => (total.Day, total.TemplateId, total.Channel, total.Status))
            .Select(group => group.First() with
            {
                Messages = group.Sum(total => total.Messages),
                Fragments = group.Sum(total => total.Fragments),
                Units = group.Sum(total => total.Units),
            })
            .Where(total => total.Messages != 0)];
    }

    private static NotificationTotal Read(NpgsqlDataReader row, DateOnly day) => new(
        day,
        row.Get<Guid>("template_id"),
        ChannelNames.Parse(row.Get<string>("channel")),
        NotificationStatusNames.Parse(row.Get<string>("status")),
        row.Get<long>("messages"),
        row.Get<long>("fragments"),
        row.Get<long>("units"));
}
