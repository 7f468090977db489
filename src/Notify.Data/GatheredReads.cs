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
    /// <summary>Statements at once, so that a slow one does not hold up everybody.</summary>
    private const int Readers = 2;

    private const int Most = 64;

    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();
    private int _readers;

    /// <param name="cancellationToken">Ends the waiting, not the statement, which others wait for, too.</param>
    public Task<TAnswer?> ReadAsync(TQuestion question, CancellationToken cancellationToken)
    {
        var asked = new Asked(question);
        _asked.Writer.TryWrite(asked);
        if (Volatile.Read(ref _readers) < Readers)
        {
            if (Interlocked.Increment(ref _readers) <= Readers)
            {
                _ = AnswerAllAsync();
            }
            else
            {
                Interlocked.Decrement(ref _readers);
            }
        }

        return asked.Answer.Task.WaitAsync(cancellationToken);
    }

    private async Task AnswerAllAsync()
    {
        var batch = new List<Asked>();
        do
        {
            while (Take(batch))
            {
                await AnswerAsync(batch);
                batch.Clear();
            }

            Interlocked.Decrement(ref _readers);

            // What was asked between the last look and here would wait for ever.
        }
        while (_asked.Reader.TryPeek(out _) && Interlocked.Increment(ref _readers) > 0);
    }

    private bool Take(List<Asked> batch)
    {
        while (batch.Count < Most && _asked.Reader.TryRead(out var asked))
        {
            batch.Add(asked);
        }

        return batch.Count > 0;
    }

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
