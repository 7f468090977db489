using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Server.Hosting;

namespace Notify.Server.Callbacks;

/// <summary>What tells services; the settings are known to all roles, since receivers are checked when they are set.</summary>
internal static class CallbacksSetup
{
    public static void AddCallbacks(this IServiceCollection services, Roles roles)
    {
        services.AddOptions<CallbackOptions>().BindConfiguration(CallbackOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallbackOptions>, CallbackOptionsValidator>();
        if (!roles.HasFlag(Roles.Worker))
        {
            return;
        }

        services.AddSingleton<CallbackHttp>();
        services.AddSingleton<CallbackMetrics>();
        services.AddSingleton<CallbackSender>();
        services.AddSingleton<CallbackDrain>();
        services.AddTransient<DrainCallbacksJob>();
        services.AddTransient<ForgetCallbacksJob>();
        services.AddHostedService<CallbackSweeper>();

        // One drain a host; a second worker answers at once that there is one.
        services.AddHangfireServer(options =>
        {
            options.ServerName = $"{Environment.MachineName}:callbacks";
            options.Queues = [DrainCallbacksJob.Queue];
            options.WorkerCount = 2;
            options.ShutdownTimeout = TimeSpan.FromSeconds(20);
        });
    }
}
