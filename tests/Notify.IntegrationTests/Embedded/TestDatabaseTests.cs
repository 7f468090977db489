using Notify.TestKit.Postgres;
using Npgsql;

namespace Notify.IntegrationTests.Embedded;

public sealed class TestDatabaseTests(TestDatabaseTests.Things first, TestDatabaseTests.OtherThings second)
    : IClassFixture<TestDatabaseTests.Things>, IClassFixture<TestDatabaseTests.OtherThings>
{
    private static int _migrations;

    [Fact]
    public async Task Databases_of_one_schema_are_separate_copies_of_one_migrated_template()
    {
        await using var insert = first.DataSource.CreateCommand("insert into things values (1), (2)");
        await insert.ExecuteNonQueryAsync();

        await using var count = second.DataSource.CreateCommand("select count(*) from things");
        Assert.Equal(0L, await count.ExecuteScalarAsync());
        Assert.NotEqual(first.ConnectionString, second.ConnectionString);
        Assert.Equal(1, _migrations);
    }

    [Fact]
    public async Task Databases_can_be_made_at_once()
    {
        var postgres = await TestPostgres.SharedAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => postgres.CreateDatabaseAsync("things", MigrateAsync)));

        Assert.Equal(8, made.Distinct().Count());
        Assert.Equal(1, _migrations);
        await Task.WhenAll(made.Select(postgres.DropDatabaseAsync));
    }

    [Fact]
    public async Task A_dropped_database_is_gone_though_someone_was_connected()
    {
        var postgres = await TestPostgres.SharedAsync();
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();

        await postgres.DropDatabaseAsync(connectionString);

        var gone = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var again = new NpgsqlConnection(connectionString + ";Pooling=false");
            await again.OpenAsync();
        });
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, gone.SqlState);
    }

    private static async Task MigrateAsync(string connectionString)
    {
        Interlocked.Increment(ref _migrations);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("create table things (id int)", connection);
        await command.ExecuteNonQueryAsync();
    }

    public sealed class Things() : TestDatabase("things", MigrateAsync);

    public sealed class OtherThings() : TestDatabase("things", MigrateAsync);
}
