using System.Globalization;
using System.Net.Sockets;
using Notify.Data.Embedded;
using Notify.Data.Notifications;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the database: version, clock, schema, queue.</summary>
internal static class DatabaseChecks
{
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(5);

    /// <summary>The database that a process with these settings would use, if there is one now.</summary>
    public static (DatabaseAddress? Address, Finding? NotFound) Find(string dataFolder)
    {
        try
        {
            if (Environment.GetEnvironmentVariable(DatabaseAddress.Variable) is { Length: > 0 } named)
            {
                return (DatabaseAddress.Parse(named), null);
            }
        }
        catch (RefusedException e)
        {
            return (null, Finding.Bad("database", "its address is wrong", e.Message));
        }

        return EmbeddedPostgres.FindRunning(dataFolder) is { } running
            ? (DatabaseAddress.Parse(running), null)
            : (null, Finding.Warning(
                "database",
                $"{DatabaseAddress.Variable} is not set, and no private PostgreSQL is running in {dataFolder}",
                $"For 'notify serve' set {DatabaseAddress.Variable}; 'notify demo' and 'notify serve --embedded' start a private one"));
    }

    public static async Task<Finding> ReachAsync(DatabaseAddress address, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            var version = connection.PostgreSqlVersion;
            return version.Major is >= PostgresBinaries.OldestMajor and <= PostgresBinaries.NewestMajor
                ? Finding.Good("database", $"{address} answers, PostgreSQL {version}")
                : Finding.Bad("database", $"{address} is PostgreSQL {version}", $"Use PostgreSQL {PostgresBinaries.OldestMajor} to {PostgresBinaries.NewestMajor}");
        }
        catch (Exception e) when (e is NpgsqlException or SocketException)
        {
            return Finding.Bad("database", e is PostgresException ? "it does not let us in" : "it cannot be reached", DatabaseFaults.Refusal(address, e).Message);
        }
    }

    public static async Task<Finding> ClockAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select clock_timestamp()");
        var theirs = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
        var difference = (TimeProvider.System.GetUtcNow() - theirs).Duration();
        var found = string.Create(CultureInfo.InvariantCulture, $"{difference.TotalSeconds:0.0} seconds from the database's");
        return difference <= MostClockDifference
            ? Finding.Good("clock", found)
            : Finding.Bad("clock", found, "Let both machines keep time by NTP: tokens and ages are judged by their clocks");
    }

    public static async Task<Finding> SchemaAsync(DatabaseAddress address, CancellationToken cancellationToken)
    {
        var state = await DatabaseSchema.CheckAsync(address, cancellationToken);
        return state.IsTooNew ? Finding.Bad("schema", "it is newer than this version allows", "Install a newer version of Notify")
            : state.IsUpToDate ? Finding.Good("schema", "up to date")
            : Finding.Bad("schema", $"{string.Join(", ", state.Missing)} missing", "Run 'notify migrate'");
    }

    public static async Task<Finding> QueueAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select count(*) filter (where due_at < now() - interval '5 minutes'), count(*) filter (where stuck >= {QueueStore.Stuck}) from notification_queue");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (late, stuck) = (row.GetInt64(0), row.GetInt64(1));
        return (late, stuck) switch
        {
            (0, 0) => Finding.Good("queue", "nothing waits longer than it should"),
            (_, 0) => Finding.Warning("queue", $"{late} notifications have been due for more than five minutes", "See that a process with the worker role runs and read its log"),
            _ => Finding.Warning("queue", $"{stuck} notifications were taken from dead or stuck workers {QueueStore.Stuck} times without an outcome", "Read the workers' logs: they stop while sending these"),
        };
    }
}
