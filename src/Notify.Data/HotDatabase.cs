using Microsoft.Extensions.Logging;
using Npgsql;

namespace Notify.Data;

/// <summary>The database for the few statements that run all day: accepting, claiming, recording, receipts, tokens of requests, reading one notification.</summary>
/// <remarks>
/// They are planned once a connection. PostgreSQL by itself would plan each of them anew every time, because a plan for known ids names one
/// partition and looks cheaper than one for all; but planning over a month of partitions takes longer than running, where the others are left
/// out as well. For the same reason tables are never read whole here: a plan made while a table is small has to be right when it is
/// large. Statements that change notifications name the tables of one day (<see cref="Partitions.DayOf"/>): PostgreSQL 18.4 crashed over such
/// a plan for all days of the one that applies receipts, when asked for an id that no row has. Connections go back to the pool as they are: no statement here leaves anything behind on them.
/// </remarks>
public sealed class HotDatabase : IAsyncDisposable
{
    /// <summary>Each caller runs one or two statements at a time, so more would only wait for processors of the database.</summary>
    private const int MostConnections = 32;

    /// <param name="connectionString">As for all other statements; a smaller limit of its own on the pool stands.</param>
    /// <param name="logging">Where Npgsql says what it does; null: nowhere.</param>
    public HotDatabase(string connectionString, ILoggerFactory? logging = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, MostConnections);
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(logging);
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = Planning(connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = Planning(connection);
                await command.ExecuteNonQueryAsync();
            });
        Source = builder.Build();
    }

    public NpgsqlDataSource Source { get; }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static NpgsqlCommand Planning(NpgsqlConnection connection) =>
        new(
            $"""
            select set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false),
                   set_config('idle_in_transaction_session_timeout', '{SilentHost.Bound}', false)
            """,
            connection);
}
