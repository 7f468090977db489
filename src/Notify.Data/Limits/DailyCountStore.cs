using Notify.Core.Services;
using Npgsql;

namespace Notify.Data.Limits;

/// <summary>Counters of messages a day. Only accepting raises them, in its own transaction.</summary>
public sealed class DailyCountStore(NpgsqlDataSource database)
{
    /// <summary>Days that counters are kept beyond their own.</summary>
    public const int DaysKept = 40;

    /// <returns>Today's counts of all kinds, 0 for what was not sent yet.</returns>
    public async Task<IReadOnlyList<DailyCount>> ReadAsync(Guid serviceId, CancellationToken cancellationToken)
    {
        var rows = await database.Command("Limits.read_counts")
            .With("service_id", serviceId)
            .ListAsync(row => (Kind: row.GetOrNull<string>("kind"), Count: row.GetOrNull<int>("count"), At: row.Time("read_at")), cancellationToken);
        return [.. Enum.GetValues<DailyKind>().Select(kind =>
            new DailyCount(serviceId, kind, rows.FirstOrDefault(row => row.Kind == kind.Wire()).Count, rows[0].At))];
    }

    /// <returns>Rows deleted.</returns>
    public Task<int> DeleteOldAsync(CancellationToken cancellationToken) =>
        database.Command("Limits.delete_old_counts").With("days", DaysKept).RunAsync(cancellationToken);
}
