using Hangfire;
using Notify.Core.Notifications;
using Notify.Core.Uploads;
using Notify.Data.Uploads;

namespace Notify.Server.Delivery.Uploads;

/// <summary>Lets the notifications of an upload follow what a person asked for: held while it is paused, due again when it is resumed, cancelled
/// with it. Safe to run twice, anywhere; what a worker holds meanwhile is looked at again by the next run.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(UploadQueue.Steering)]
public sealed partial class SteerUploadJob(UploadWork work, WakeUps wakeUps, ILogger<SteerUploadJob> logger)
{
    private const int PageSize = 2000;

    public async Task RunAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        var (after, missed) = (-1, 0);
        int? following = null;
        while (await work.SteerAsync(uploadId, after, PageSize, cancellationToken) is { } page)
        {
            if (following is { } before && before != page.Change)
            {
                // Something was asked for meanwhile, be it the same again after its opposite: from the beginning.
                (after, missed, following) = (-1, 0, page.Change);
                continue;
            }

            following = page.Change;
            missed += page.Missed;
            if (page.Last is { } last)
            {
                after = last;
                continue;
            }

            if (missed == 0)
            {
                await work.SteeredAsync(uploadId, page.Change, cancellationToken);
            }

            Steered(uploadId, page.Status, missed);
            if (page.Status is not (UploadStatus.Paused or UploadStatus.Cancelled))
            {
                wakeUps.Wake(page.Channel, Lane.Bulk);
            }

            return;
        }
    }

    [LoggerMessage(2082, LogLevel.Information, "Notifications of upload {UploadId} follow that it is {Status}; workers hold {Missed}")]
    private partial void Steered(Guid uploadId, UploadStatus status, int missed);
}
