namespace Notify.Providers;

/// <summary>Places at one provider. Who is urgent waits in front of the others, so that a sign-in code does not stand behind a mailing;
/// after three of them one of the others has its turn, so that these are not forgotten.</summary>
/// <param name="count">How many there are.</param>
internal sealed class Places(int count)
{
    private const int UrgentInARow = 3;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _urgent = new();
    private readonly Queue<TaskCompletionSource> _others = new();
    private int _free = count;
    private int _inARow;

    /// <summary>Places that nobody has.</summary>
    public int Free => Volatile.Read(ref _free);

    /// <summary>Takes a place, or waits for one.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before there was one.</exception>
    public async Task WaitAsync(bool isUrgent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource waiting;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (isUrgent ? _urgent : _others).Enqueue(waiting);
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiting);
        await waiting.Task;
    }

    /// <summary>Gives a place to whoever waits, or back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            while (Next() is { } waiting)
            {
                // Who has stopped waiting is passed over.
                if (waiting.TrySetResult())
                {
                    return;
                }
            }

            _free++;
        }
    }

    private TaskCompletionSource? Next()
    {
        var isUrgent = _urgent.Count > 0 && (_inARow < UrgentInARow || _others.Count == 0);
        _inARow = isUrgent ? _inARow + 1 : 0;
        return (isUrgent ? _urgent : _others).TryDequeue(out var waiting) ? waiting : null;
    }
}
