using Microsoft.Extensions.Options;
using Notify.Server.Callbacks;
using Notify.Server.Delivery;
using Notify.Server.Delivery.Uploads;
using Notify.Server.Features;
using Notify.Server.Hosting.Telemetry;
using Notify.Server.Maintenance;
using Notify.Server.Receipts;
using Notify.Server.Receipts.Bounces;
using Notify.Server.Suppressions;

namespace Notify.Server.Hosting;

/// <summary>Puts the server together: a table of contents.</summary>
public static class NotifyServer
{
    /// <exception cref="RefusedException">A setting is wrong; the message says which.</exception>
    public static WebApplication Build(ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Assets lie beside the program, wherever it was started from.
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "assets",
            ApplicationName = typeof(NotifyServer).Assembly.GetName().Name,
        });
        builder.Host.UseDefaultServiceProvider(options =>
        {
            options.ValidateOnBuild = true;
            options.ValidateScopes = true;
        });

        builder.Configuration.AddInMemoryCollection(settings.Settings);
        builder.AddLogging(settings);
        builder.AddListener(settings);
        builder.AddTelemetry();
        builder.Services.AddSingleton(settings);
        builder.Services.AddNotifyCore(builder.Configuration, settings);
        builder.Services.AddNotifyData(settings.Database);
        builder.Services.AddJobs();
        builder.Services.AddDelivery(builder.Configuration, settings);
        builder.Services.AddUploadDelivery(settings.Roles);
        builder.Services.AddCallbacks(settings.Roles);
        builder.Services.AddSuppressions(settings.Roles);
        builder.Services.AddReceipts(builder.Configuration, settings.Roles);
        builder.Services.AddBounces(settings.Roles);
        builder.Services.AddMaintenance(settings.Roles);
        builder.Services.AddFeatures(settings.Roles);
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<WarmUp>());
        settings.Configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseMetrics();
        app.UseAnswers();
        app.MapHealth();
        app.MapFeatures(settings.Roles);
        app.MapReceipts(settings.Roles);
        return app;
    }
}
