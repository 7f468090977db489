using Notify.Core;
using Notify.Core.Notifications;
using Npgsql;

namespace Notify.Data.Retention;

/// <summary>Ends what no receipt came for.</summary>
public sealed class TimeOutStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Providers deliver, or give up, within this.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(72);

    private const int BatchSize = 2000;
    private const string Reason = "no receipt within 72 hours";
    private static readonly string[] Open = [NotificationStatus.Sending.Wire(), NotificationStatus.Pending.Wire()];

    /// <summary>Lets notifications accepted more than <see cref="Age"/> ago that are still sending or pending fail for now.</summary>
    /// <param name="oldest">How far back is looked.</param>
    /// <param name="ended">Told, batch by batch, which provider had taken how many of those that failed.</param>
    /// <returns>How many failed.</returns>
    public async Task<int> RunAsync(TimeSpan oldest, Action<string, int> ended, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var (total, after) = (0, Guid.Empty);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = await database.Command("Retention.time_out_candidates")
                .With("after", after)
                .With("oldest", oldest)
                .With("age", Age)
                .With("open", Open)
                .With("batch_size", BatchSize)
                .ListAsync(row => row.Get<Guid>("id"), cancellationToken);
            if (ids.Count > 0)
            {
                after = ids[^1];
                foreach (var (provider, count) in await database.Command("Retention.time_out")
                    .With("ids", ids.ToArray())
                    .With("event_ids", ids.Select(_ => Ids.New(time)).ToArray())
                    .With("event_kind", NotificationEventKinds.Failed)
                    .With("open", Open)
                    .With("unknown", "unknown")
                    .With("reason", Reason)
                    .ListAsync(row => (row.Get<string>("provider"), row.Get<int>("ended")), cancellationToken))
                {
                    ended(provider, count);
                    total += count;
                }
            }

            if (ids.Count < BatchSize)
            {
                return total;
            }
        }
    }
}
