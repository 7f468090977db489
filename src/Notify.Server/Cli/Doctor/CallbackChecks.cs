using Notify.Core.Suppressions;
using Notify.Data.Suppressions;
using Npgsql;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at what services are told and at their bounces.</summary>
internal static class CallbackChecks
{
    public static async Task<Finding> CallbacksAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select (select count(*) from service_callbacks where suspended_at is not null),
                   (select count(*) from service_callbacks where suspended_at is null and failing_since < now() - interval '1 hour'),
                   (select count(*) from service_callbacks where suspended_at is null and failing_since >= now() - interval '1 hour')
            """);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (off, failing, recent) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        return (off, failing) is (0, 0)
            ? Finding.Good("callbacks", recent == 0 ? "no receiver is failing" : $"{recent} have failed for less than an hour")
            : Finding.Warning("callbacks", $"{off} are switched off, {failing} have failed for over an hour", "'notify callback list SERVICE' and '… attempts SERVICE' show why; '… resume' switches on again");
    }

    public static async Task<Finding> BouncesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var bad = await new BounceStore(source).ListAsync(cancellationToken);
        return bad.Count == 0
            ? Finding.Good("bounces", "no service is past a threshold")
            : Finding.Warning(
                "bounces",
                string.Join("; ", bad.Select(one => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{one.Name}: {one.Rate.Share * 100:0.0} % of {one.Rate.Sent} e-mails ({(one.Level == BounceLevel.Critical ? "critical" : "warning")})"))),
                "Ask these services where their addresses come from: mail providers judge the whole platform by them");
    }
}
