using System.Threading.Channels;

namespace Notify.Data;

/// <summary>Answers many questions of one kind with one statement: a reader takes what was asked while its last statement ran, and never waits
/// for more. A lone question costs what it would cost by itself.</summary>
/// <typeparam name="TQuestion">What is asked.</typeparam>
/// <typeparam name="TAnswer">What is found; null when there is nothing.</typeparam>
/// <param name="readAsync">Answers questions, in their order.</param>
internal sealed class GatheredReads<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer?>>> readAsync)
    where TAnswer : class
{
    /// <summary>A statement that takes longer holds up nobody, until four are slow: another reader begins beside it. Two at once from the start would halve what each gathers,
    /// and most of a statement's cost is the same for one row and for ten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    private const int MostReaders = 4;
    private const int Most = 64;

    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();
    private int _reading;
    private int _slow;

    /// <param name="cancellationToken">Ends the waiting, not the statement, which others wait for, too.</param>
    public Task<TAnswer?> ReadAsync(TQuestion question, CancellationToken cancellationToken)
    {
        var asked = new Asked(question);
        _asked.Writer.TryWrite(asked);
        BeginReader();
        return asked.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>One at a time is in good time; the others are slow.</summary>
    private void BeginReader()
    {
        // What was asked is seen by whoever leaves now, or they are seen to have left: none of these may overtake the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _slow) < MostReaders && Interlocked.CompareExchange(ref _reading, 1, 0) == 0)
        {
            if (Volatile.Read(ref _slow) < MostReaders)
            {
                _ = AnswerAllAsync();
                return;
            }

            // One more became slow in between. The first that ends looks again.
            Interlocked.Exchange(ref _reading, 0);
            if (Volatile.Read(ref _slow) < MostReaders)
            {
                BeginReaderForWaiting();
            }
        }
    }

    private async Task AnswerAllAsync()
    {
        var batch = new List<Asked>();
        while (true)
        {
            while (Take(batch))
            {
                var answering = AnswerAsync(batch);
                if (!await IsInTimeAsync(answering))
                {
                    // Its place is given to another reader, for good.
                    Interlocked.Increment(ref _slow);
                    Interlocked.Exchange(ref _reading, 0);
                    BeginReaderForWaiting();
                    await answering;
                    Interlocked.Decrement(ref _slow);
                    BeginReaderForWaiting();
                    return;
                }

                batch.Clear();
            }

            Interlocked.Exchange(ref _reading, 0);

            // What was asked between the last look and here would wait for ever.
            if (!_asked.Reader.TryPeek(out _) || Interlocked.CompareExchange(ref _reading, 1, 0) != 0)
            {
                return;
            }
        }
    }

    private void BeginReaderForWaiting()
    {
        if (_asked.Reader.TryPeek(out _))
        {
            BeginReader();
        }
    }

    private static async Task<bool> IsInTimeAsync(Task answering)
    {
        await answering.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answering.IsCompleted;
    }

    private bool Take(List<Asked> batch)
    {
        while (batch.Count < Most && _asked.Reader.TryRead(out var asked))
        {
            batch.Add(asked);
        }

        return batch.Count > 0;
    }

    /// <summary>Does not throw: what goes wrong is the answer.</summary>
    private async Task AnswerAsync(List<Asked> batch)
    {
        try
        {
            var answers = await readAsync([.. batch.Select(asked => asked.Question)]);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.TrySetResult(answers[i]);
            }
        }
        catch (Exception e) when (batch.Count == 1)
        {
            batch[0].Answer.TrySetException(e);
        }
        catch (Exception)
        {
            // One that cannot be read must not fail the others.
            foreach (var asked in batch)
            {
                await AnswerAsync([asked]);
            }
        }
    }

    private sealed record Asked(TQuestion Question)
    {
        public TaskCompletionSource<TAnswer?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
