using Hangfire;
using Notify.Data;
using Npgsql;

namespace Notify.Server.Maintenance;

/// <summary>Makes the daily partitions of the coming two weeks. Safe to run twice, anywhere.</summary>
public sealed partial class MakePartitionsJob(NpgsqlDataSource database, ILogger<MakePartitionsJob> logger)
{
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        Made(await Partitions.MakeAsync(connection, cancellationToken));
    }

    [LoggerMessage(5000, LogLevel.Information, "Made {Count} partitions")]
    private partial void Made(int count);
}
