using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Notify.TestKit.Postgres;

/// <summary>The PostgreSQL of this test process: the server that <c>NOTIFY_TEST_POSTGRES</c> names, else an embedded one of its own.</summary>
/// <remarks>
/// Databases are called <c>notify_test_{run}_{what}</c>. A run holds an advisory lock on its number for as long as it lives, so
/// that the next run knows, and drops, what a killed one left behind. The embedded server goes when the process does.
/// </remarks>
public sealed class TestPostgres
{
    public const string Variable = "NOTIFY_TEST_POSTGRES";

    private const string Prefix = "notify_test_";
    private const int LockSpace = 0x6e6f7465;   // the first of the two numbers of the advisory lock

    private static readonly Lazy<Task<TestPostgres>> Starting = new(StartAsync);

    private readonly string _serverConnectionString;
    private readonly NpgsqlConnection _holder;
    private readonly string _run;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = new();
    private int _databases;

    private TestPostgres(string serverConnectionString, NpgsqlConnection holder, int run)
    {
        _serverConnectionString = serverConnectionString;
        _holder = holder;
        _run = run.ToString("x8", CultureInfo.InvariantCulture);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DropTemplates();
    }

    /// <summary>As the server says it, such as <c>18.4</c>.</summary>
    public string Version => _holder.PostgreSqlVersion.ToString();

    /// <summary>The one of this process, started when first asked for.</summary>
    public static Task<TestPostgres> SharedAsync() => Starting.Value;

    /// <summary>Makes an empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public Task<string> CreateDatabaseAsync() => CreateAsync(NextName(), template: "template0");

    /// <summary>Makes a migrated database: a copy of a template that is migrated once a run.</summary>
    /// <param name="key">Names the template: one for each kind of schema.</param>
    /// <param name="migrate">Brings an empty database, given by its connection string, to the schema wanted.</param>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateDatabaseAsync(string key, Func<string, Task> migrate)
    {
        var template = await _templates.GetOrAdd(key, _ => new(() => CreateTemplateAsync(migrate))).Value;
        return await CreateAsync(NextName(), template);
    }

    /// <summary>Drops a database made here, whoever is connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var ours = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(ours);
        }

        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await ExecuteAsync(_serverConnectionString, $"drop database if exists {name} with (force)");
    }

    private static async Task<TestPostgres> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : await EmbeddedTestServer.StartAsync();
        var holder = new NpgsqlConnection(WithoutPool(server).ConnectionString);
        await holder.OpenAsync();
        var run = Random.Shared.Next();
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock($1, $2)", holder) { Parameters = { new() { Value = LockSpace }, new() { Value = run } } })
        {
            await hold.ExecuteNonQueryAsync();
        }

        await DropLeftoversAsync(holder);
        return new TestPostgres(server, holder, run);
    }

    private static async Task DropLeftoversAsync(NpgsqlConnection connection)
    {
        const string Sql = """
            select datname
              from pg_database
             where datname ~ '^notify_test_[0-9a-f]{8}_'
               and not exists (select from pg_locks
                                where locktype = 'advisory' and classid = @space
                                  and objid = ('x' || substr(datname, 13, 8))::bit(32)::int)
            """;
        var names = new List<string>();
        await using (var find = new NpgsqlCommand(Sql, connection) { Parameters = { new("space", LockSpace) } })
        await using (var reader = await find.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            // Another run that starts now drops them, too.
            await using var drop = new NpgsqlCommand(
                $"drop database if exists {name} with (force)", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }

    private async Task<string> CreateTemplateAsync(Func<string, Task> migrate)
    {
        var name = NextName() + "_template";
        var connectionString = await CreateAsync(name, template: "template0");
        await migrate(WithoutPool(connectionString).ConnectionString);

        // A database with a session in it cannot be copied.
        await ExecuteAsync(_serverConnectionString, $"alter database {name} with allow_connections false");
        await ExecuteAsync(_serverConnectionString, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        return name;
    }

    private async Task<string> CreateAsync(string name, string template)
    {
        await ExecuteAsync(_serverConnectionString, $"create database {name} template {template}");
        // A process of the database costs as much to start as a thousand statements, and tests that ask much at once would start fifty.
        return new NpgsqlConnectionStringBuilder(_serverConnectionString) { Database = name, MaxPoolSize = 10 }.ConnectionString;
    }

    /// <summary>So that a server that is not ours is left as it was found. What is not reached any more, the next run drops.</summary>
    private void DropTemplates()
    {
        foreach (var template in _templates.Values.Select(template => template.Value).Where(made => made.IsCompletedSuccessfully))
        {
            try
            {
                using var drop = new NpgsqlCommand($"drop database if exists {template.Result} with (force)", _holder);
                drop.ExecuteNonQuery();
            }
            catch (NpgsqlException)
            {
                return;   // our own server has stopped already
            }
        }
    }

    private string NextName() =>
        $"{Prefix}{_run}_{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(WithoutPool(connectionString).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlConnectionStringBuilder WithoutPool(string connectionString) => new(connectionString) { Pooling = false };
}
