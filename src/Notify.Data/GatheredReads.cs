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

    private readonly Lock _lock = new();
    private readonly Queue<Asked> _waiting = new();
    private bool _isReading;
    private int _slow;

    /// <param name="cancellationToken">Ends the waiting, not the statement, which others wait for, too.</param>
    public Task<TAnswer?> ReadAsync(TQuestion question, CancellationToken cancellationToken)
    {
        var asked = new Asked(question);
        lock (_lock)
        {
            _waiting.Enqueue(asked);
        }

        BeginReader();
        return asked.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>If there is something to read, and nobody is at it but those that are slow.</summary>
    private void BeginReader()
    {
        lock (_lock)
        {
            if (_isReading || _slow == MostReaders || _waiting.Count == 0)
            {
                return;
            }

            _isReading = true;
        }

        _ = AnswerAllAsync();
    }

    private async Task AnswerAllAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            var answering = AnswerAsync(batch);
            await answering.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!answering.IsCompleted)
            {
                await StandAsideAsync(answering);
                return;
            }
        }
    }

    /// <summary>Gives a slow one's place to another reader, for good.</summary>
    private async Task StandAsideAsync(Task answering)
    {
        lock (_lock)
        {
            _isReading = false;
            _slow++;
        }

        BeginReader();
        await answering;
        lock (_lock)
        {
            _slow--;
        }

        BeginReader();
    }

    /// <returns>What waits; empty: nothing does, and the reader has left.</returns>
    private List<Asked> Take()
    {
        lock (_lock)
        {
            var batch = new List<Asked>();
            while (batch.Count < Most && _waiting.TryDequeue(out var asked))
            {
                batch.Add(asked);
            }

            _isReading = batch.Count > 0;
            return batch;
        }
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
