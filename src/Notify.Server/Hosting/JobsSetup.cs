using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Notify.Data.Migrations;
using Notify.Server.Delivery;
using Notify.Server.Maintenance;
using Npgsql;

namespace Notify.Server.Hosting;

/// <summary>Hangfire on our PostgreSQL, in a schema of its own.</summary>
internal static class JobsSetup
{
    private const string Schema = "hangfire";

    /// <summary>Hangfire's tables, prepared by <c>notify migrate</c> like our own.</summary>
    public static SchemaComponent Component { get; } = new(
        Schema,
        typeof(PostgreSqlStorage).Assembly.GetName().Version!.ToString(3),
        (connection, _) =>
        {
            PostgreSqlObjectsInstaller.Install(connection, Schema);
            return Task.CompletedTask;
        });

    public static void AddJobs(this IServiceCollection services)
    {
        // Left to itself, Hangfire keeps storage and activator in statics: two servers in one process would run each other's jobs.
        services.AddSingleton<JobStorage>(provider => Storage(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<IJobFilterProvider, JobSuccesses>();
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire
            .UseLogProvider(new JobsLog(provider.GetRequiredService<ILoggerFactory>()))
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
    }

    /// <summary>Hangfire's tables in a database.</summary>
    public static JobStorage Storage(NpgsqlDataSource database) => new PostgreSqlStorage(
        new DataSourceConnections(database),
        new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            PrepareSchemaIfNecessary = false,

            // Long polling makes jobs hang now and then. A job enqueued in its own process begins at once whatever
            // the interval; only one from another process waits for the poll.
            EnableLongPolling = false,
            AllowUnsafeValues = true,
            QueuePollInterval = TimeSpan.FromSeconds(1),
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(30),

            // The lock of a killed process counts as left behind after this; nothing of ours holds one for longer.
            DistributedLockTimeout = TimeSpan.FromMinutes(1),
        });

    /// <summary>The servers that run jobs. Registered after everything that jobs use, so that it stops first.</summary>
    public static void AddJobServers(this IServiceCollection services)
    {
        services.AddHangfireServer((provider, options) =>
        {
            var delivery = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<DeliveryOptions>>().Value;
            options.ServerName = $"{Environment.MachineName}:drain";
            options.Queues = [DrainQueue.Name];
            options.WorkerCount = delivery.DrainsPerLane * Enum.GetValues<Core.Notifications.Channel>().Length * Enum.GetValues<Core.Notifications.Lane>().Length;
            options.ShutdownTimeout = TimeSpan.FromSeconds(20);
        });
        services.AddHangfireServer(options =>
        {
            options.ServerName = $"{Environment.MachineName}:jobs";
            options.Queues = ["default"];
            options.WorkerCount = 2;
            options.ShutdownTimeout = TimeSpan.FromSeconds(20);
        });
    }

    private sealed class DataSourceConnections(NpgsqlDataSource database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.CreateConnection();
    }
}
