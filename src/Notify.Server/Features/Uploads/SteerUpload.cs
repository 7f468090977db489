using Hangfire;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Data.Uploads;
using Notify.Server.Delivery.Uploads;

namespace Notify.Server.Features.Uploads;

/// <summary>Pauses, resumes and cancels uploads, at any time until their last message is handed over.</summary>
public sealed class SteerUpload(UploadStore uploads, IBackgroundJobClient jobs)
{
    private static readonly UploadStatus[] All = Enum.GetValues<UploadStatus>();

    /// <summary>Soon nothing more is handed over: a job, which begins at once, holds what no worker has taken by then. Rows that are no
    /// notifications yet stay so.</summary>
    /// <param name="keyTypes">Only what was sent with keys like these: one that only simulates must not stop a real upload.</param>
    /// <returns>The refusal, or null when it is paused now, or was before.</returns>
    public Task<NotifyError?> PauseAsync(Guid serviceId, IReadOnlyCollection<KeyType> keyTypes, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(serviceId, keyTypes, id, UploadStatus.Paused, All.Where(UploadStatuses.MayPause), "Pausing", cancellationToken);

    /// <summary>Goes on where it was paused. What waits counts as new: no age limit strikes it for the time it was paused.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public async Task<NotifyError?> ResumeAsync(Guid serviceId, IReadOnlyCollection<KeyType> keyTypes, Guid id, CancellationToken cancellationToken) =>
        await ChangeAsync(serviceId, keyTypes, id, to: null, [UploadStatus.Paused], "Resuming", cancellationToken);

    /// <summary>Takes back what has not been handed over.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public Task<NotifyError?> CancelAsync(Guid serviceId, IReadOnlyCollection<KeyType> keyTypes, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(serviceId, keyTypes, id, UploadStatus.Cancelled, All.Where(UploadStatuses.MayCancel), "Cancelling", cancellationToken);

    private async Task<NotifyError?> ChangeAsync(
        Guid serviceId, IReadOnlyCollection<KeyType> keyTypes, Guid id, UploadStatus? to, IEnumerable<UploadStatus> from, string word, CancellationToken cancellationToken)
    {
        if (await uploads.ChangeAsync(serviceId, id, keyTypes, to, from, cancellationToken) is not { } change)
        {
            return NotifyError.NoResultFound;
        }

        if (!change.IsChanged)
        {
            return change.Before == to ? null : UploadRefusals.TooLate(word, to, change.Before);
        }

        try
        {
            // The sweeper would find both within a second.
            jobs.Enqueue<SteerUploadJob>(job => job.RunAsync(id, CancellationToken.None));
            if (to is null)
            {
                jobs.Enqueue<StoreUploadJob>(job => job.RunAsync(id, CancellationToken.None));
            }
        }
        catch (BackgroundJobClientException)
        {
            // It does: the change is stored.
        }

        return null;
    }
}
