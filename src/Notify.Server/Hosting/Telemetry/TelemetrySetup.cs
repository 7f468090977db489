using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>Metrics for Prometheus at <c>/metrics</c>, and traces to wherever OpenTelemetry's variables say.</summary>
internal static class TelemetrySetup
{
    private const string TraceVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TraceOnlyVariable = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        var options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("notify"))
            .WithMetrics(metrics => metrics
                .AddMeter("Notify.*", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http")
                .AddRuntimeInstrumentation()
                .AddView("notify.*.duration", new ExplicitBucketHistogramConfiguration { Boundaries = DeliveryBuckets })
                .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(builder.Configuration[TraceVariable]) || !string.IsNullOrEmpty(builder.Configuration[TraceOnlyVariable]))
        {
            telemetry.WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new RandomPartSampler(options.TraceShare)))
                .AddSource(NotificationTrace.SourceName)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => IsTraced(context.Request.Path))
                .AddNpgsql()
                .AddOtlpExporter());
        }
    }

    /// <summary>Probes are of no interest, and the path of an unsubscribe link is a secret that works for a year.</summary>
    internal static bool IsTraced(PathString path) =>
        !path.StartsWithSegments("/health") && !path.StartsWithSegments("/unsubscribe") && path != "/metrics";

    /// <summary>Seconds: from the few milliseconds of a provider's answer to the hours of a retry and the days of a receipt.</summary>
    private static double[] DeliveryBuckets { get; } = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600, 14400, 86400, 259200];

    /// <summary>Metrics name no person, but are nobody's business outside either.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        var networks = NetworkList.Parse(app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.MetricsFrom);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            context.Request.Path == "/metrics"
            && !context.Request.Headers.ContainsKey("X-Forwarded-For")
            && !context.Request.Headers.ContainsKey("Forwarded")
            && context.Connection.RemoteIpAddress is { } address
            && networks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));
    }
}
