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
public sealed partial class StoreUploadJob(
    UploadWork work, WakeUps wakeUps, UnreadableUploads unreadable, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<StoreUploadJob> logger)
{
    /// <summary>Between two looks at an upload that somebody holds, and how many looks there are: together less than the sweeper's patience.</summary>
    private static readonly TimeSpan HeldPause = TimeSpan.FromMilliseconds(100);

    private const int MostLooks = 90;

    public async Task RunAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        var total = 0;
        try
        {
            StoredChunk chunk;
            int? heldAt = null;
            var looks = 0;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var began = time.GetUtcNow();
                chunk = await work.StoreChunkAsync(uploadId, cancellationToken);
                if (chunk.Ids.Count > 0)
                {
                    (heldAt, looks) = (null, 0);
                    NotificationTrace.Stored(uploadId, chunk.Ids, began);
                    wakeUps.Wake(chunk.Channel, Lane.Bulk);
                    total += chunk.Ids.Count;
                }
                else if (chunk.HeldAt is { } stored)
                {
                    // Held for moments while its notifications follow a pause or a resumption: left alone now, its rows would wait until the sweeper
                    // takes this job for dead. If rows are stored meanwhile, another job is at it.
                    if (stored != (heldAt ??= stored) || ++looks > MostLooks)
                    {
                        break;
                    }

                    await Task.Delay(HeldPause, time, cancellationToken);
                }
            }
            while (!chunk.IsLast || chunk.HeldAt is not null);
        }
        catch (UndecipherableException e)
        {
            // The sweeper gives it to some worker again, and another may have the key.
            if (await work.EndUnreadableAsync(uploadId, options.Value.GiveUpAfterIn(Lane.Bulk), cancellationToken))
            {
                GivenUp(uploadId, e.Message);
            }
            else if (unreadable.IsToBeTold(uploadId))
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
