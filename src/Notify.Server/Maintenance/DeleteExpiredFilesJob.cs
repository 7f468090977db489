using Hangfire;
using Notify.Data.Files;

namespace Notify.Server.Maintenance;

/// <summary>Deletes files whose time is over. Safe to run twice, anywhere; until it runs, such files can already not be fetched.</summary>
public sealed partial class DeleteExpiredFilesJob(IFileStore files, ILogger<DeleteExpiredFilesJob> logger)
{
    /// <summary>Of at most two megabytes each.</summary>
    private const int BatchSize = 50;

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        int deleted;
        do
        {
            deleted = await files.DeleteExpiredAsync(BatchSize, cancellationToken);
            total += deleted;
        }
        while (deleted == BatchSize);

        Deleted(total);
    }

    [LoggerMessage(5011, LogLevel.Information, "Deleted {Count} expired files")]
    private partial void Deleted(int count);
}
