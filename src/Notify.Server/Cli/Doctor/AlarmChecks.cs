using Notify.Data.Providers;
using Npgsql;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at what providers said within a day that a person has to act upon.</summary>
internal static class AlarmChecks
{
    private const string About = "provider alarms";

    public static async Task<IReadOnlyList<Finding>> ProvidersAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var alarms = await new ProviderAlarmStore(source).ListAsync(cancellationToken);
        return alarms.Count == 0
            ? [Finding.Good(About, "providers said nothing in the last day that a person has to act upon")]
            : [.. alarms.Select(alarm => Finding.Warning(About, ProviderVerb.Words(alarm), alarm.Mend))];
    }
}
