using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Notify.TestKit.Server;

/// <summary>What meters counted: <c>instrument=value label label</c>, the labels in their order.</summary>
public sealed class Figures : IDisposable
{
    private readonly ServiceProvider? _own;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _counted = new();

    /// <summary>Of a test's own meters.</summary>
    public Figures()
        : this(new ServiceCollection().AddMetrics().BuildServiceProvider())
    {
    }

    /// <summary>Of a running server's, from now on.</summary>
    /// <param name="instruments">Only these; none: all.</param>
    public Figures(IMeterFactory meters, params string[] instruments)
    {
        Meters = meters;
        _listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == meters && (instruments.Length == 0 || instruments.Contains(instrument.Name)))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    private Figures(ServiceProvider own)
        : this(own.GetRequiredService<IMeterFactory>()) => _own = own;

    public IMeterFactory Meters { get; }

    public IReadOnlyList<string> Counted => [.. _counted];

    /// <summary>Has the gauges asked.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose()
    {
        _listener.Dispose();
        _own?.Dispose();
    }

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _counted.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{instrument.Name}={value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
}
