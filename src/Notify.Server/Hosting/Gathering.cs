using System.Threading.Channels;

namespace Notify.Server.Hosting;

/// <summary>Gathers what is written together by a single writer: what is there now, in order, and of those with the same key only the first.</summary>
internal static class Gathering
{
    /// <summary>Fills a batch from those left over before and then from the queue. Never waits.</summary>
    /// <param name="later">Those of a key that is in the batch already; they come first the next time.</param>
    /// <param name="most">Most in the batch.</param>
    /// <param name="mostLater">Nothing more is read from the queue once so many are left over.</param>
    /// <param name="key">What two of them must not have in common in one batch; null: nothing.</param>
    public static void Fill<T>(ChannelReader<T> queue, List<T> batch, Queue<T> later, int most, int mostLater, Func<T, object?> key)
    {
        HashSet<object>? claimed = null;
        for (var old = later.Count; old > 0; old--)
        {
            Add(later.Dequeue());
        }

        while (batch.Count < most && later.Count < mostLater && queue.TryRead(out var next))
        {
            Add(next);
        }

        void Add(T item)
        {
            if (batch.Count >= most || (key(item) is { } claim && !(claimed ??= []).Add(claim)))
            {
                later.Enqueue(item);
            }
            else
            {
                batch.Add(item);
            }
        }
    }
}
