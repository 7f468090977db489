using System.Security.Cryptography;
using Notify.Core.Secrets;
using Notify.Data;
using Notify.Data.Embedded;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Benchmarks.Sizes;

/// <summary>A private PostgreSQL with our schema, as durable as in production, deleted at the end.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;

    private BenchmarkDatabase(EmbeddedPostgresOptions options, EmbeddedPostgres server)
    {
        _options = options;
        ConnectionString = server.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
        Hot = new HotDatabase(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public HotDatabase Hot { get; }

    public KeyRing Keys { get; } = new([new EncryptionKey("benchmark", RandomNumberGenerator.GetBytes(32))], "benchmark");

    public static async Task<BenchmarkDatabase> StartAsync()
    {
        var options = new EmbeddedPostgresOptions
        {
            DataFolder = Path.Combine(Path.GetTempPath(), $"notify-benchmark-{Environment.ProcessId}"),
            Settings = new Dictionary<string, string>
            {
                ["shared_buffers"] = "1GB",
                ["max_wal_size"] = "8GB",
                ["checkpoint_timeout"] = "15min",
            },
        };
        var server = await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
        var database = new BenchmarkDatabase(options, server);
        await DatabaseSchema.UpgradeAsync(DatabaseAddress.Parse(database.ConnectionString), CancellationToken.None);
        return database;
    }

    public async Task RunAsync(string sql, params object[] values)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Hot.DisposeAsync();
        await EmbeddedPostgres.DeleteAsync(_options, CancellationToken.None);
    }
}
