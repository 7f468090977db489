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
}
