using Hangfire;
using Notify.Data.Uploads;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery.Uploads;

/// <summary>Looks every second for uploads whose time has come, and for those that a job which died left lying.</summary>
public sealed partial class UploadSweeper(UploadWork work, IBackgroundJobClient jobs, TimeProvider time, ILogger<UploadSweeper> logger) : BackgroundService
{
    /// <summary>A chunk takes a fraction of a second; a job that has not moved for this long is dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private const int BatchSize = 100;

    private bool _wasAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                foreach (var upload in await work.WakeAsync(Patience, BatchSize, stoppingToken))
                {
                    Enqueue(upload);
                }

                _wasAway = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e) || e is BackgroundJobClientException)
            {
                if (!_wasAway)
                {
                    CannotSweep(e.Message);
                }

                _wasAway = true;
            }
        }
    }

    private void Enqueue(WaitingUpload upload)
    {
        if (upload.ToStore)
        {
            jobs.Enqueue<StoreUploadJob>(job => job.RunAsync(upload.Id, CancellationToken.None));
        }

        if (upload.ToSteer)
        {
            jobs.Enqueue<SteerUploadJob>(job => job.RunAsync(upload.Id, CancellationToken.None));
        }
    }

    [LoggerMessage(2083, LogLevel.Warning, "Cannot look for uploads: {Reason}")]
    private partial void CannotSweep(string reason);
}
