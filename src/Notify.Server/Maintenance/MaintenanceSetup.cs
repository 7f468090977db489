using Notify.Server.Hosting;

namespace Notify.Server.Maintenance;

/// <summary>What keeps an installation in order by itself: the work of processes with the worker role.</summary>
internal static class MaintenanceSetup
{
    public static void AddMaintenance(this IServiceCollection services, Roles roles)
    {
        services.AddRetention(roles);
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddTransient<MakePartitionsJob>();
            services.AddTransient<DeleteExpiredFilesJob>();
            services.AddTransient<ForgetLimitsJob>();
            services.AddHostedService<RecurringJobs>();
            services.AddHostedService<JobWatch>();
        }
    }
}
