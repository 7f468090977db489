using Notify.Server.Hosting;

namespace Notify.Server.Maintenance;

/// <summary>Retention, totals and time-outs.</summary>
internal static class RetentionSetup
{
    public static void AddRetention(this IServiceCollection services, Roles roles)
    {
        services.AddSingleton<LocalDays>();
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddTransient<RetentionJob>();
            services.AddTransient<TimeOutJob>();
            services.AddTransient<SettleUploadsJob>();
            services.AddSingleton<EndMetrics>();
            services.AddHostedService<TotalsFolder>();
        }
    }
}
