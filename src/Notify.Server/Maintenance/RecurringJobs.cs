using Hangfire;

namespace Notify.Server.Maintenance;

/// <summary>Registers the recurring jobs. A retired one is removed by name here.</summary>
/// <remarks>They are registered behind the start, and again until it worked: a worker that was killed while it registered leaves Hangfire's
/// lock behind for a minute, and no other worker may wait for that before it sends.</remarks>
internal sealed partial class RecurringJobs(IRecurringJobManager jobs, JobStorage storage, TimeProvider time, ILogger<RecurringJobs> logger) : BackgroundService
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
        foreach (var work in RecurringWork.All)
        {
            jobs.AddOrUpdate(work.Name, work.Job, work.Cron, new RecurringJobOptions());
        }

        foreach (var name in RecurringWork.Retired)
        {
            jobs.RemoveIfExists(name);
        }

        JobSuccesses.Begin(storage, time.GetUtcNow());
    }

    [LoggerMessage(5001, LogLevel.Warning, "Recurring jobs cannot be registered yet: {Reason}")]
    private partial void CannotRegister(string reason);
}
