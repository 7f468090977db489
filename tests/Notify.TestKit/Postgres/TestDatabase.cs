using Npgsql;
using Xunit;

namespace Notify.TestKit.Postgres;

/// <summary>A migrated database for one test class or collection, dropped at its end. Derive a fixture that names the schema:
/// <c>public sealed class NotifyDatabase() : TestDatabase("notify", Schema.MigrateAsync);</c></summary>
/// <param name="key">Names the template that the database is a copy of: one for each kind of schema.</param>
/// <param name="migrate">Brings an empty database, given by its connection string, to the schema wanted. Runs once a test process.</param>
public abstract class TestDatabase(string key, Func<string, Task> migrate) : IAsyncLifetime
{
    private NpgsqlDataSource? _dataSource;

    public string ConnectionString { get; private set; } = "";

    /// <summary>For looking at the database and arranging it; closed at the end.</summary>
    public NpgsqlDataSource DataSource => _dataSource ??= NpgsqlDataSource.Create(ConnectionString);

    /// <summary>Asks the database.</summary>
    /// <param name="values">Of <c>$1</c>, <c>$2</c>, …</param>
    /// <returns>The first column of the first row.</returns>
    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Arranges something in the database.</summary>
    /// <param name="values">Of <c>$1</c>, <c>$2</c>, …</param>
    public async Task RunAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public virtual async Task InitializeAsync() =>
        ConnectionString = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(key, migrate);

    public virtual async Task DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        await (await TestPostgres.SharedAsync()).DropDatabaseAsync(ConnectionString);
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = DataSource.CreateCommand(sql);
        Array.ForEach(values, value => command.Parameters.Add(new() { Value = value }));
        return command;
    }
}
