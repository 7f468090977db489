using Notify.Server.Hosting;

namespace Notify.Server.Receipts.Bounces;

/// <summary>What reads bounces and complaints.</summary>
internal static class BouncesSetup
{
    public static void AddBounces(this IServiceCollection services, Roles roles)
    {
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddBounceIntake();
            services.AddTransient<ReadBouncesJob>();
        }
    }

    /// <summary>What applies a bounce; needs the receipt intake and the return path.</summary>
    public static void AddBounceIntake(this IServiceCollection services)
    {
        services.AddSingleton<BounceMetrics>();
        services.AddSingleton<BounceIntake>();
    }
}
