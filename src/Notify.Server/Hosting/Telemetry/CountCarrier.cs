using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Notify.Data.Totals;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>Notes what a command counts, and leaves it to a worker, whose <see cref="CountTaker"/> adds it to its own figures.</summary>
internal sealed class CountCarrier : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CarriedCountStore _store;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<CarriedCount> _counts = new();

    public CountCarrier(CarriedCountStore store, IMeterFactory meters)
    {
        _store = store;
        _listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == meters && instrument is Counter<long> && instrument.Name.StartsWith("notify.", StringComparison.Ordinal))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => _counts.Enqueue(
            new CarriedCount(instrument.Name, [.. labels.ToArray().Select(label => new KeyValuePair<string, string>(label.Key, label.Value?.ToString() ?? ""))], value)));
        _listener.Start();
    }

    /// <summary>Leaves what was counted, even if the command is to stop: its work is done. Figures are not worth failing a command for: what the database does not take is lost.</summary>
    public async Task LeaveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _store.AddAsync([.. _counts], patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || DatabaseFaults.IsOne(e))
        {
            // They are lost.
        }
    }

    public void Dispose() => _listener.Dispose();
}
