using Microsoft.Extensions.Logging.Console;

namespace Notify.Server.Hosting;

/// <summary>JSON lines on the console, which the platform ships; plain warnings on standard error while a person watches.</summary>
internal static class Logging
{
    public static void AddLogging(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(settings.IsQuiet ? LogLevel.Warning : LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Hangfire", LogLevel.Warning);

        // Why the process cannot start is told by the verb in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // Its keys live in memory: that they are not encrypted on a disk is no warning.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // Each failed claim, poll and heartbeat while the database is away is logged by its caller, once.
        builder.Logging.AddFilter("Npgsql", LogLevel.Critical);
        if (settings.IsQuiet)
        {
            builder.Logging.AddFilter("Hangfire", LogLevel.Critical);
            builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
            builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        }
        else
        {
            builder.Logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
    }
}
