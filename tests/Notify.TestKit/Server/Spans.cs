using System.Collections.Concurrent;
using System.Diagnostics;

namespace Notify.TestKit.Server;

/// <summary>The spans of our own that ended while this was there.</summary>
public sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Notify",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Those in the trace of a notification or an upload, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Of(Guid id) => [.. _ended.Where(span => span.TraceId.ToHexString() == id.ToString("N")).OrderBy(span => span.StartTimeUtc)];

    public void Dispose() => _listener.Dispose();
}
