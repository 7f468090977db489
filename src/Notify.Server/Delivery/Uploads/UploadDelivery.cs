using Hangfire;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery.Uploads;

/// <summary>What works off uploads: a part of the worker role.</summary>
internal static class UploadDelivery
{
    public static void AddUploadDelivery(this IServiceCollection services, Roles roles)
    {
        if (!roles.HasFlag(Roles.Worker))
        {
            return;
        }

        services.AddSingleton<UnreadableUploads>();
        services.AddTransient<StoreUploadJob>();
        services.AddTransient<SteerUploadJob>();
        services.AddHostedService<UploadSweeper>();
        services.AddHangfireServer(options =>
        {
            options.ServerName = $"{Environment.MachineName}:uploads";
            options.Queues = [UploadQueue.Name];
            options.WorkerCount = UploadQueue.Workers;
            options.ShutdownTimeout = TimeSpan.FromSeconds(20);
        });
        services.AddHangfireServer(options =>
        {
            options.ServerName = $"{Environment.MachineName}:steering";
            options.Queues = [UploadQueue.Steering];
            options.WorkerCount = UploadQueue.SteeringWorkers;
            options.ShutdownTimeout = TimeSpan.FromSeconds(20);
        });
    }
}
