using Hangfire;
using Notify.Server.Hosting;

namespace Notify.Server.Maintenance;

/// <summary>The recurring jobs, all of them. A retired one is removed by name here.</summary>
internal static class MaintenanceSetup
{
    public static void AddMaintenance(this IServiceCollection services, Roles roles)
    {
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddTransient<MakePartitionsJob>();
            services.AddHostedService<RecurringJobs>();
        }
    }

    private sealed class RecurringJobs(IRecurringJobManager jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            jobs.AddOrUpdate<MakePartitionsJob>("make-partitions", job => job.RunAsync(CancellationToken.None), "17 */6 * * *");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
