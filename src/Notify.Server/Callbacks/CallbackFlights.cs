using Notify.Data.Callbacks;

namespace Notify.Server.Callbacks;

/// <summary>The requests of one drain that are under way. Those that receivers are slow to answer do not take the places of the others, up to a number
/// that the host can bear.</summary>
internal sealed class CallbackFlights(int inFlight, int slowInFlight, TimeProvider time)
{
    /// <summary>A receiver that has not answered by then is slow.</summary>
    internal static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Task<CallbackRecord>, long> _began = [];

    public int Count => _began.Count;

    /// <summary>Requests that may be begun now.</summary>
    public int Free
    {
        get
        {
            var slow = _began.Values.Count(began => time.GetElapsedTime(began) >= Quick);
            return Math.Max(0, inFlight - (_began.Count - Math.Min(slow, slowInFlight)));
        }
    }

    public void Add(Task<CallbackRecord> request) => _began.Add(request, time.GetTimestamp());

    /// <summary>Until one has come back.</summary>
    public Task AnyAsync(Task or) => _began.Count == 0 ? or : Task.WhenAny([.. _began.Keys, or]);

    public Task AllAsync() => Task.WhenAll(_began.Keys);

    /// <summary>What came of those that are back; they are under way no more. One by one: if one threw, the others' answers must not be lost.</summary>
    public IEnumerable<CallbackRecord> TakeDone()
    {
        foreach (var request in _began.Keys.Where(request => request.IsCompleted).ToList())
        {
            _began.Remove(request);
            yield return request.GetAwaiter().GetResult();
        }
    }
}
