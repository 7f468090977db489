namespace Notify.Server.Hosting;

/// <summary>Lets what would be written to the log again and again through once an interval, with how often it came up meanwhile.</summary>
/// <param name="most">Keys that are remembered. While so many are, others are not let through at all: the log must not grow with what others make up.</param>
internal sealed class Seldom<TKey>(TimeSpan every, TimeProvider time, int most = 1000)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (long At, int Held)> _seen = [];

    /// <param name="by">How often it comes up now.</param>
    /// <returns>How often it came up since it was let through last, this time included; 0: it is not let through now.</returns>
    public int Count(TKey key, int by = 1)
    {
        lock (_seen)
        {
            var now = time.GetTimestamp();
            if (!_seen.TryGetValue(key, out var seen))
            {
                if (_seen.Count >= most)
                {
                    foreach (var (old, _) in _seen.Where(other => time.GetElapsedTime(other.Value.At, now) >= every).ToList())
                    {
                        _seen.Remove(old);
                    }
                }

                return _seen.Count < most && _seen.TryAdd(key, (now, 0)) ? by : 0;
            }

            if (time.GetElapsedTime(seen.At, now) < every)
            {
                _seen[key] = (seen.At, seen.Held + by);
                return 0;
            }

            _seen[key] = (now, 0);
            return seen.Held + by;
        }
    }
}
