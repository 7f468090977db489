using Hangfire;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Data.Uploads;

namespace Notify.Server.Delivery.Uploads;

/// <summary>Turns an upload's rows into notifications, chunk by chunk. Safe to run twice, anywhere: chunk and checkpoint are one transaction,
/// and the sweeper starts another when this one dies.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(UploadQueue.Name)]
public sealed partial class StoreUploadJob(UploadWork work, WakeUps wakeUps, ILogger<StoreUploadJob> logger)
{
    public async Task RunAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        var total = 0;
        try
        {
            StoredChunk chunk;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                chunk = await work.StoreChunkAsync(uploadId, cancellationToken);
                if (chunk.Rows > 0)
                {
                    wakeUps.Wake(chunk.Channel, Lane.Bulk);
                    total += chunk.Rows;
                }
            }
            while (!chunk.IsLast);
        }
        catch (UndecipherableException e)
        {
            Unreadable(uploadId, e.Message);
        }

        Stored(total, uploadId);
    }

    [LoggerMessage(2080, LogLevel.Information, "Stored {Count} rows of upload {UploadId}")]
    private partial void Stored(int count, Guid uploadId);

    [LoggerMessage(2081, LogLevel.Error, "Rows of upload {UploadId} cannot be read: {Reason}")]
    private partial void Unreadable(Guid uploadId, string reason);
}
