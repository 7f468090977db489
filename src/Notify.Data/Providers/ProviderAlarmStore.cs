using Npgsql;

namespace Notify.Data.Providers;

/// <summary>Alarms about providers, from all hosts. One is over when it was not heard for a day.</summary>
public sealed class ProviderAlarmStore(NpgsqlDataSource database)
{
    private static readonly TimeSpan Over = TimeSpan.FromDays(1);

    /// <param name="alarms">No two with the same provider and code.</param>
    public Task AddAsync(IReadOnlyList<RaisedAlarm> alarms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alarms);
        return database.Command("Providers.add_alarms")
            .With("providers", alarms.Select(alarm => alarm.Provider).ToArray())
            .With("codes", alarms.Select(alarm => alarm.Code).ToArray())
            .With("mends", alarms.Select(alarm => alarm.Mend).ToArray())
            .With("answers", alarms.Select(alarm => alarm.Answers).ToArray())
            .With("over", Over)
            .RunAsync(cancellationToken);
    }

    /// <returns>Those that are not over, by provider, the latest first.</returns>
    public Task<List<ProviderAlarm>> ListAsync(CancellationToken cancellationToken) =>
        database.Command("Providers.list_alarms")
            .With("over", Over)
            .ListAsync(
                row => new ProviderAlarm(
                    row.Get<string>("provider"), row.Get<string>("code"), row.Get<string>("mend"), row.Time("since"), row.Time("last_at"), row.Get<long>("answers")),
                cancellationToken);
}
