using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Data.Uploads;
using Notify.Server.Hosting.Telemetry;

namespace Notify.Server.Delivery.Uploads;

/// <summary>Turns an upload's rows into notifications, chunk by chunk. Safe to run twice, anywhere: chunk and checkpoint are one transaction,
/// and the sweeper starts another when this one dies.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(UploadQueue.Name)]
public sealed partial class StoreUploadJob(UploadWork work, WakeUps wakeUps, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<StoreUploadJob> logger)
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
                var began = time.GetUtcNow();
                chunk = await work.StoreChunkAsync(uploadId, cancellationToken);
                if (chunk.Ids.Count > 0)
                {
                    NotificationTrace.Stored(uploadId, chunk.Ids, began);
                    wakeUps.Wake(chunk.Channel, Lane.Bulk);
                    total += chunk.Ids.Count;
                }
            }
            while (!chunk.IsLast);
        }
        catch (UndecipherableException e)
        {
            // The sweeper gives it to some worker again, and another may have the key.
            if (await work.EndUnreadableAsync(uploadId, options.Value.GiveUpAfterIn(Lane.Bulk), cancellationToken))
            {
                GivenUp(uploadId, e.Message);
            }
            else
            {
                Unreadable(uploadId, e.Message);
            }
        }

        Stored(total, uploadId);
    }

    [LoggerMessage(2080, LogLevel.Information, "Stored {Count} rows of upload {UploadId}")]
    private partial void Stored(int count, Guid uploadId);

    [LoggerMessage(2081, LogLevel.Warning, "Rows of upload {UploadId} cannot be read here and are left for a worker that can: {Reason}")]
    private partial void Unreadable(Guid uploadId, string reason);

    [LoggerMessage(2084, LogLevel.Error, "Rows of upload {UploadId} could not be read until they were too old to be sent: {Reason}")]
    private partial void GivenUp(Guid uploadId, string reason);
}
