using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Notify.UnitTests.Server;

/// <summary>Meters of a test's own, and what was counted by them: <c>instrument=value label label</c>, the labels in their order.</summary>
internal sealed class Figures : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];

    public Figures()
    {
        _listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == Meters)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public IReadOnlyList<string> Counted => _counted;

    /// <summary>Has the gauges asked.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _counted.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{instrument.Name}={value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
}
