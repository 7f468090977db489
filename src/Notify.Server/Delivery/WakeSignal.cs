namespace Notify.Server.Delivery;

/// <summary>A flag that many may raise and wait for.</summary>
internal sealed class WakeSignal
{
    private TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsSet => Raised.IsCompleted;

    public void Set() => Volatile.Read(ref _raised).TrySetResult();

    /// <summary>Ends when it is raised, also if it is reset right after.</summary>
    public Task Raised => Volatile.Read(ref _raised).Task;

    public void Reset()
    {
        var current = Volatile.Read(ref _raised);
        if (current.Task.IsCompleted)
        {
            Interlocked.CompareExchange(ref _raised, new(TaskCreationOptions.RunContinuationsAsynchronously), current);
        }
    }

    /// <returns>False when it was stopped before it was raised.</returns>
    public async Task<bool> WaitUnlessStoppedAsync(CancellationToken stoppingToken)
    {
        await Raised.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stoppingToken.IsCancellationRequested;
    }

    /// <returns>False when it was not raised in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await Raised.WaitAsync(time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
