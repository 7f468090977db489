using Npgsql;

namespace Notify.Data.Totals;

/// <summary>Counts of commands that end before anybody asks them, on their way to a host that is asked.</summary>
public sealed class CarriedCountStore(NpgsqlDataSource database)
{
    /// <param name="counts">One row each, all in one round trip.</param>
    public async Task AddAsync(IReadOnlyList<CarriedCount> counts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Count == 0)
        {
            return;
        }

        await using var batch = database.CreateBatch();
        foreach (var count in counts)
        {
            batch.BatchCommands.Add(Sql.BatchCommand("Totals.carry")
                .With("instrument", count.Instrument)
                .With("labels", count.Labels.SelectMany(label => new[] { label.Key, label.Value }).ToArray())
                .With("value", count.Value));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes some out for good: each is given to one caller.</summary>
    public Task<List<CarriedCount>> TakeAsync(int batchSize, CancellationToken cancellationToken) =>
        database.Command("Totals.take_carried")
            .With("batch_size", batchSize)
            .ListAsync(
                row => new CarriedCount(
                    row.Get<string>("instrument"),
                    [.. row.Get<string[]>("labels").Chunk(2).Select(label => new KeyValuePair<string, string>(label[0], label[1]))],
                    row.Get<long>("value")),
                cancellationToken);
}

/// <summary>What a counter was raised by.</summary>
/// <param name="Instrument">The counter's name, such as <c>notify.bounces</c>.</param>
/// <param name="Labels">In the order in which they are told.</param>
public sealed record CarriedCount(string Instrument, IReadOnlyList<KeyValuePair<string, string>> Labels, long Value);
