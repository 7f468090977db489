using Hangfire;
using Notify.Server.Callbacks;
using Notify.Server.Delivery.Providers;
using Notify.Server.Receipts;
using Notify.Server.Receipts.Bounces;
using Notify.Server.Suppressions;

namespace Notify.Server.Maintenance;

/// <summary>The recurring jobs, all of them. A retired one is removed by name here.</summary>
/// <remarks>They are registered behind the start, and again until it worked: a worker that was killed while it registered leaves Hangfire's
/// lock behind for a minute, and no other worker may wait for that before it sends.</remarks>
internal sealed partial class RecurringJobs(IRecurringJobManager jobs, TimeProvider time, ILogger<RecurringJobs> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Run(Register, stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                CannotRegister(e.Message);
            }

            await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Register()
    {
        jobs.AddOrUpdate<MakePartitionsJob>("make-partitions", job => job.RunAsync(CancellationToken.None), "17 */6 * * *");
        jobs.AddOrUpdate<DeleteExpiredFilesJob>("delete-expired-files", job => job.RunAsync(CancellationToken.None), "41 * * * *");
        jobs.AddOrUpdate<ForgetLimitsJob>("forget-limits", job => job.RunAsync(CancellationToken.None), "23 * * * *");
        jobs.AddOrUpdate<BalanceProvidersJob>("balance-providers", job => job.RunAsync(CancellationToken.None), "* * * * *");
        jobs.AddOrUpdate<ForgetCallbacksJob>("forget-callbacks", job => job.RunAsync(CancellationToken.None), "11 * * * *");
        jobs.AddOrUpdate<WatchBouncesJob>("watch-bounces", job => job.RunAsync(CancellationToken.None), "3-59/10 * * * *");
        jobs.AddOrUpdate<MatchKeptReceiptsJob>("match-kept-receipts", job => job.RunAsync(CancellationToken.None), "* * * * *");
        jobs.AddOrUpdate<AskTwilioJob>("ask-twilio", job => job.RunAsync(CancellationToken.None), "7,27,47 * * * *");
        jobs.AddOrUpdate<ReadBouncesJob>("read-bounces", job => job.RunAsync(CancellationToken.None), "* * * * *");
        jobs.AddOrUpdate<RetentionJob>("retention", job => job.RunAsync(CancellationToken.None), "37 * * * *");
        jobs.AddOrUpdate<RetentionJob>("retention-of-services", job => job.OfServicesAsync(CancellationToken.None), "47 * * * *");
        jobs.AddOrUpdate<TimeOutJob>("time-out", job => job.RunAsync(CancellationToken.None), "7 * * * *");
        jobs.AddOrUpdate<TimeOutJob>("time-out-of-all", job => job.OfAllAsync(CancellationToken.None), "53 2 * * *");
        jobs.AddOrUpdate<SettleUploadsJob>("settle-uploads", job => job.RunAsync(CancellationToken.None), "*/5 * * * *");
    }

    [LoggerMessage(5001, LogLevel.Warning, "Recurring jobs cannot be registered yet: {Reason}")]
    private partial void CannotRegister(string reason);
}
