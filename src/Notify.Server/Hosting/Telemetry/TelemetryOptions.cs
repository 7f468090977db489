using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>Section <c>Notify:Telemetry</c>. Where traces go is said by OpenTelemetry's own variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>).</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Notify:Telemetry";

    /// <summary>Share of notifications and requests that are traced, 0 to 1. All spans of one notification share one fate.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; init; } = 0.01;

    /// <summary>Networks from which <c>/metrics</c> is answered (CIDR, with commas between); requests that a proxy passed on never are.</summary>
    public string MetricsFrom { get; init; } = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        NetworkList.Faults(MetricsFrom, $"{Section}:MetricsFrom");
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
