using System.Globalization;
using Notify.Core.Notifications;
using Notify.Core.Providers;
using Notify.Data.Providers;
using Notify.Server.Hosting;
using Notify.Server.Maintenance;
using Npgsql;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at what calls for a person: what providers said within a day, and jobs that have not run.</summary>
internal static class AlarmChecks
{
    private const string About = "provider alarms";

    /// <summary>Recurring jobs that have not done their work when it was due.</summary>
    public static Finding Jobs(NpgsqlDataSource source)
    {
        var ages = JobSuccesses.Ages(JobsSetup.Storage(source), TimeProvider.System.GetUtcNow());
        var overdue = ages.Where(job => job.Work.IsOverdue(job.Age)).Select(job => $"{job.Work.Name} for {Words(job.Age)}").ToList();
        return (ages.Count, overdue.Count) switch
        {
            (0, _) => Finding.Warning("recurring jobs", "none has been registered", "Start a process with the worker role"),
            (_, 0) => Finding.Good("recurring jobs", "each has done its work when it was due"),
            _ => Finding.Warning("recurring jobs", $"not done when due: {string.Join(", ", overdue)}", "See that a process with the worker role runs and read its log for what these fail at"),
        };
    }

    private static string Words(TimeSpan age) =>
        age.TotalHours >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} hours") : string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} minutes");

    /// <summary>Channels whose providers are all switched off, those of the settings that is, and what providers said.</summary>
    public static async Task<IReadOnlyList<Finding>> ProvidersAsync(IConfiguration configuration, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var used = await UsedAsync(configuration, source, cancellationToken);
        var unused = used.GroupBy(share => share.Channel).Where(ofChannel => !ofChannel.Any(share => share.Active)).Select(ofChannel => Finding.Warning(
            "providers",
            $"none of {ofChannel.Key.Wire()} is used: {string.Join(", ", ofChannel.Select(share => share.Name))} switched off",
            $"'notify provider set {ofChannel.Key.Wire()} NAME --on' switches on; 'notify provider history' says who switched off, and why"));
        var alarms = await new ProviderAlarmStore(source).ListAsync(cancellationToken);
        return alarms.Count == 0
            ? [.. unused, Finding.Good(About, "providers said nothing in the last day that a person has to act upon")]
            : [.. unused, .. alarms.Select(alarm => Finding.Warning(About, ProviderVerb.Words(alarm), alarm.Mend))];
    }

    private static async Task<IReadOnlyList<ProviderShare>> UsedAsync(IConfiguration configuration, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            var delivery = DeliverySettings.Read(configuration);
            return (await new ProviderStore(source).ListAsync(cancellationToken)).FindAll(share => delivery.Providers(share.Channel).ContainsKey(share.Name));
        }
        catch (FormatException)
        {
            // Said of the names already.
            return [];
        }
    }
}
