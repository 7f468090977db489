using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using Npgsql;

namespace Notify.Data.Migrations;

/// <summary>Brings a database to this program's schema, and tells how far one is.</summary>
/// <param name="connectionString">Of a role that may create tables in the database.</param>
public sealed class Migrator(string connectionString)
{
    /// <summary>Advisory lock under which hosts that migrate at once take turns.</summary>
    private const long Lock = 0x6e6f74696679; // "notify"

    private const string Journal = "schema_migrations";

    /// <summary>Runs what is missing, makes the coming days' partitions, then prepares components beside our own schema. Safe to run on many hosts at once.</summary>
    /// <param name="components">Called under the same lock after our own migrations; each is run when the version recorded last differs.</param>
    /// <returns>Names of the migrations that were run, in order; empty when there was nothing to do.</returns>
    /// <exception cref="MigrationException">A migration failed; the message names it. What its transaction did is undone.</exception>
    public async Task<IReadOnlyList<string>> UpgradeAsync(IReadOnlyList<SchemaComponent> components, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(SessionConnectionString());
        await connection.OpenAsync(cancellationToken);
        await TakeTurnAsync(connection, cancellationToken);
        var run = new List<string>();
        foreach (var script in await MissingAsync(connection, cancellationToken))
        {
            Run(script);
            run.Add(script.Name);
        }

        await Partitions.MakeAsync(connection, cancellationToken);
        foreach (var component in components)
        {
            await PrepareAsync(connection, component, cancellationToken);
        }

        return run;
    }

    /// <summary>Compares the database with this program without changing anything.</summary>
    public async Task<SchemaState> CheckAsync(IReadOnlyList<SchemaComponent> components, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(SessionConnectionString());
        await connection.OpenAsync(cancellationToken);
        var missing = (await MissingAsync(connection, cancellationToken)).Select(script => script.Name).ToList();
        if (await ScalarAsync<string>(connection, "select to_regclass('schema_requirements')::text", cancellationToken) is null)
        {
            return new SchemaState(missing, OldestProgram: 0);
        }

        foreach (var component in components)
        {
            if (await RecordedAsync(connection, component.Name, cancellationToken) != component.Version)
            {
                missing.Add($"{component.Name} {component.Version}");
            }
        }

        var oldest = await ScalarAsync<int>(connection, "select oldest_program from schema_requirements", cancellationToken);
        return new SchemaState(missing, oldest);
    }

    /// <returns>File name of the newest migration that the database has, or null for an empty one.</returns>
    public static async Task<string?> NewestAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await ScalarAsync<string>(connection, $"select to_regclass('{Journal}')::text", cancellationToken) is null
            ? null
            : await ScalarAsync<string>(connection, $"select max(scriptname) from {Journal}", cancellationToken);

    private static async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Asking again rather than waiting in the lock: who waits there holds a snapshot, and "create index concurrently"
        // of the host whose turn it is waits for that snapshot, for ever.
        while (!await ScalarAsync<bool>(connection, $"select pg_try_advisory_lock({Lock})", cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static async Task<List<SqlScript>> MissingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        if (await ScalarAsync<string>(connection, $"select to_regclass('{Journal}')::text", cancellationToken) is not null)
        {
            await using var command = new NpgsqlCommand($"select scriptname from {Journal}", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                done.Add(reader.GetString(0));
            }
        }

        return [.. MigrationScripts.All.Where(script => !done.Contains(script.Name))];
    }

    private void Run(SqlScript script)
    {
        var log = new KeepLastError();
        UpgradeEngineBuilder builder = DeployChanges.To
            .PostgresqlDatabase(SessionConnectionString())
            .WithScripts(script)
            .JournalToPostgresqlTable("public", Journal)
            .WithVariablesDisabled()
            .LogTo(log);

        // An index built concurrently cannot be inside a transaction; everything else is undone when it fails half-way.
        builder = script.Name.EndsWith(".concurrently.sql", StringComparison.Ordinal)
            ? builder.WithoutTransaction()
            : builder.WithTransactionPerScript();
        var result = builder.Build().PerformUpgrade();
        if (!result.Successful)
        {
            throw new MigrationException(script.Name, result.Error);
        }
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, SchemaComponent component, CancellationToken cancellationToken)
    {
        if (await RecordedAsync(connection, component.Name, cancellationToken) == component.Version)
        {
            return;
        }

        await component.PrepareAsync(connection, cancellationToken);
        await using var record = new NpgsqlCommand(
            "insert into schema_components (name, version) values ($1, $2) on conflict (name) do update set version = excluded.version", connection)
        {
            Parameters = { new() { Value = component.Name }, new() { Value = component.Version } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string?> RecordedAsync(NpgsqlConnection connection, string component, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select version from schema_components where name = $1", connection)
        {
            Parameters = { new() { Value = component } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    /// <summary>Migrations may take long, and the lock needs a connection of its own that really closes.</summary>
    private string SessionConnectionString() =>
        new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, Pooling = false }.ConnectionString;

    /// <summary>DbUp's log says nothing that the exception does not.</summary>
    private sealed class KeepLastError : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args)
        {
        }

        public void LogDebug(string format, params object[] args)
        {
        }

        public void LogInformation(string format, params object[] args)
        {
        }

        public void LogWarning(string format, params object[] args)
        {
        }

        public void LogError(string format, params object[] args)
        {
        }

        public void LogError(Exception ex, string format, params object[] args)
        {
        }
    }
}
