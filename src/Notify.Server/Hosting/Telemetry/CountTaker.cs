using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Notify.Data.Totals;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>Adds to this host's counters what commands have counted, such as the bounces that a mail server piped into <c>notify bounce</c>.
/// Each count is taken by one host; one that dies with it is gone, as are its own.</summary>
internal sealed class CountTaker : BackgroundService
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly CarriedCountStore _store;
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Counter<long>> _counters = new(StringComparer.Ordinal);

    public CountTaker(CarriedCountStore store, IMeterFactory meters, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == meters && instrument is Counter<long> counter)
            {
                _counters[instrument.Name] = counter;
            }
        };
        _listener.Start();
    }

    /// <summary>Takes all there are now. A batch, once begun, is taken to its end: else its counts would be nobody's.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        List<CarriedCount> counts;
        do
        {
            counts = await _store.TakeAsync(BatchSize, CancellationToken.None);
            foreach (var count in counts)
            {
                if (_counters.TryGetValue(count.Instrument, out var counter))
                {
                    counter.Add(count.Value, [.. count.Labels.Select(label => new KeyValuePair<string, object?>(label.Key, label.Value))]);
                }
            }
        }
        while (counts.Count == BatchSize && !cancellationToken.IsCancellationRequested);
    }

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await TakeAsync(stoppingToken);
            }
            catch (Exception e) when (stoppingToken.IsCancellationRequested || DatabaseFaults.IsOne(e))
            {
                // They wait in the database; what else it refuses is told by those who need it more.
            }
        }
    }
}
