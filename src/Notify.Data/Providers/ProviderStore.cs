using Notify.Core.Notifications;
using Notify.Core.Providers;
using Npgsql;

namespace Notify.Data.Providers;

/// <summary>Which provider of a channel gets what share of the messages, for all hosts, with the history of every change.</summary>
public sealed class ProviderStore(NpgsqlDataSource database)
{
    /// <summary>Who makes the changes that nobody asked for.</summary>
    public const string Ourselves = "notify";

    /// <summary>Makes the providers of the settings known, with the weights they rest at. A weight at rest follows; one that a person set last
    /// returns step by step. Safe to repeat.</summary>
    public Task RegisterAsync(Channel channel, IReadOnlyDictionary<string, int> restingWeights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(restingWeights);
        return database.Command("Providers.register")
            .With("channel", channel.Wire())
            .With("names", restingWeights.Keys.ToArray())
            .With("weights", restingWeights.Values.ToArray())
            .With("ourselves", Ourselves)
            .RunAsync(cancellationToken);
    }

    /// <returns>All that any host has ever named, by channel and name.</returns>
    public Task<List<ProviderShare>> ListAsync(CancellationToken cancellationToken) =>
        database.Command("Providers.list").ListAsync(Read, cancellationToken);

    /// <param name="most">The newest this many.</param>
    /// <returns>Newest first.</returns>
    public Task<List<ProviderChange>> HistoryAsync(Channel channel, string name, int most, CancellationToken cancellationToken) =>
        database.Command("Providers.history")
            .With("channel", channel.Wire())
            .With("name", name)
            .With("most", most)
            .ListAsync(
                row => new ProviderChange(
                    ChannelNames.Parse(row.Get<string>("channel")),
                    row.Get<string>("name"),
                    row.Get<int>("version"),
                    row.Get<int>("weight"),
                    row.Get<bool>("active"),
                    row.Get<string>("reason"),
                    row.Get<string>("changed_by"),
                    row.Time("changed_at")),
                cancellationToken);

    /// <summary>Changes shares of a channel under a lock, so that hosts that come to the same conclusion at once act on it once.</summary>
    /// <param name="names">The providers concerned; the others of the channel are not looked at.</param>
    /// <param name="changedBy">Who is to stand in the history: <see cref="Ourselves"/>, or a person.</param>
    /// <param name="rest">No change when one of them was changed less than this ago.</param>
    /// <param name="decide">Given the shares as they are, the new ones with the reason for each; those not named stay.</param>
    /// <returns>The changes made.</returns>
    public async Task<IReadOnlyList<(ProviderShare Share, string Reason)>> ChangeAsync(
        Channel channel,
        IReadOnlyCollection<string> names,
        TimeSpan rest,
        string changedBy,
        Func<IReadOnlyList<ProviderShare>, IReadOnlyList<(ProviderShare Share, string Reason)>> decide,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decide);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var held = await new NpgsqlCommand(Sql.Text("Providers.lock"), connection, transaction)
            .With("channel", channel.Wire())
            .With("names", names.ToArray())
            .With("rest", rest)
            .ListAsync(row => (Share: Read(row), IsFresh: row.Get<bool>("is_fresh")), cancellationToken);
        if (held.Any(row => row.IsFresh))
        {
            return [];
        }

        var changes = decide([.. held.Select(row => row.Share)]);
        if (changes.Count > 0)
        {
            await new NpgsqlCommand(Sql.Text("Providers.change"), connection, transaction)
                .With("channel", channel.Wire())
                .With("names", changes.Select(change => change.Share.Name).ToArray())
                .With("weights", changes.Select(change => change.Share.Weight).ToArray())
                .With("active", changes.Select(change => change.Share.Active).ToArray())
                .With("reasons", changes.Select(change => change.Reason).ToArray())
                .With("changed_by", changedBy)
                .RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changes;
    }

    /// <summary>Adds failed calls of one host to those of all, by the database's clock.</summary>
    /// <param name="failures">Since the host did so last, a second ago or so.</param>
    /// <param name="window">How far back they count.</param>
    /// <param name="most">As many are borne.</param>
    /// <returns>Whether there were more. Hosts that report at the same moment do not see one another's until the next time.</returns>
    public async Task<bool> CountFailuresAsync(Channel channel, string name, int failures, TimeSpan window, int most, CancellationToken cancellationToken) =>
        await database.Command("Providers.count_failures")
            .With("channel", channel.Wire())
            .With("name", name)
            .With("failures", failures)
            .With("window", window)
            .With("most", most)
            .ValueAsync<bool>(cancellationToken) ?? false;

    /// <summary>How many of a channel's latest notifications each provider delivered slowly, or not yet.</summary>
    /// <param name="lookingBack">Accepted since this long.</param>
    /// <param name="slowAfter">From hand-over to delivery.</param>
    public Task<List<(string Name, long HandedOver, long Slow)>> SlowSharesAsync(
        Channel channel, IReadOnlyCollection<string> names, TimeSpan lookingBack, TimeSpan slowAfter, CancellationToken cancellationToken) =>
        database.Command("Providers.slow_shares")
            .With("channel", channel.Wire())
            .With("names", names.ToArray())
            .With("looking_back", lookingBack)
            .With("slow_after", slowAfter)
            .ListAsync(row => (row.Get<string>("provider"), row.Get<long>("handed_over"), row.Get<long>("slow")), cancellationToken);

    private static ProviderShare Read(NpgsqlDataReader row) => new(
        ChannelNames.Parse(row.Get<string>("channel")),
        row.Get<string>("name"),
        row.Get<int>("weight"),
        row.Get<int>("resting_weight"),
        row.Get<bool>("active"));
}
