using Notify.Core.Services;
using Npgsql;

namespace Notify.Data.Limits;

/// <summary>The token buckets of requests per minute, one row for each service and kind of key; the clock is the database's.</summary>
public sealed class RequestTokenStore(HotDatabase hot)
{
    /// <summary>How long a block counts as reserved when its host says nothing more: it was killed, say.</summary>
    public static readonly TimeSpan ReserveFor = TimeSpan.FromMilliseconds(250);

    /// <summary>One round trip and one transaction for all, which does not wait for the disk: a crash of the database gives back the last tokens.</summary>
    /// <param name="asks">Each service and kind of key once.</param>
    /// <returns>What was given; nothing for a bucket that is not there.</returns>
    public async Task<List<TokenGrant>> TakeAsync(IReadOnlyCollection<TokenAsk> asks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asks);
        await using var connection = await hot.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"));
        if (asks.Where(ask => ask.IsNew).ToArray() is { Length: > 0 } made)
        {
            batch.BatchCommands.Add(Sql.BatchCommand("Limits.open_buckets")
                .With("service_ids", made.Select(ask => ask.ServiceId).ToArray())
                .With("key_types", made.Select(ask => ask.KeyType.Wire()).ToArray())
                .With("capacities", made.Select(ask => RequestBucket.Capacity(ask.Limit)).ToArray()));
        }

        batch.BatchCommands.Add(Sql.BatchCommand("Limits.take_tokens")
            .With("service_ids", asks.Select(ask => ask.ServiceId).ToArray())
            .With("key_types", asks.Select(ask => ask.KeyType.Wire()).ToArray())
            .With("limits", asks.Select(ask => ask.Limit).ToArray())
            .With("capacities", asks.Select(ask => RequestBucket.Capacity(ask.Limit)).ToArray())
            .With("wanted", asks.Select(ask => ask.Wanted).ToArray())
            .With("in_advance", asks.Select(ask => ask.InAdvance).ToArray())
            .With("released", asks.Select(ask => ask.Released).ToArray())
            .With("unspent", asks.Select(ask => ask.Unspent).ToArray())
            .With("generations", asks.Select(ask => ask.Generation).ToArray())
            .With("reserve_for", ReserveFor));
        await batch.PrepareAsync(cancellationToken);

        var grants = new List<TokenGrant>(asks.Count);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            grants.Add(new TokenGrant(
                row.Get<Guid>("service_id"),
                KeyTypeNames.Parse(row.Get<string>("key_type")),
                row.Get<int>("passed"),
                row.Get<int>("block"),
                row.Get<int>("reserved"),
                row.Get<double>("tokens"),
                row.Get<long>("generation")));
        }

        return grants;
    }
}
