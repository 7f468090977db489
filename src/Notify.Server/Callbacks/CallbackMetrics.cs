using System.Diagnostics.Metrics;

namespace Notify.Server.Callbacks;

/// <summary>What telling services looks like in figures. No label names a service or its receiver.</summary>
internal sealed class CallbackMetrics
{
    public const string MeterName = "Notify.Callbacks";

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _suspended;

    public CallbackMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("notify.callback.duration", "s", "How long requests to services' receivers took, by what came of them");
        _suspended = meter.CreateCounter<long>("notify.callbacks.suspended", "{receiver}", "Receivers switched off after failing for long");
    }

    /// <param name="status">Null when there was no answer.</param>
    /// <param name="fault">The word for why there was none.</param>
    public void Asked(int? status, string? fault, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("result", status is { } code ? $"{code / 100}xx" : fault ?? "none"));

    public void Suspended() => _suspended.Add(1);
}
