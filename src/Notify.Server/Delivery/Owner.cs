using Notify.Data.Notifications;

namespace Notify.Server.Delivery;

/// <summary>This worker process as the owner of claims: a number whose lock it holds, until it stops or loses the connection that holds it.</summary>
public sealed class Owner : IDisposable
{
    private readonly CancellationTokenSource _lost = new();

    public Owner(int number, TimeSpan lease, TimeProvider time)
    {
        Number = number;
        Lease = lease;
        _time = time;
        Lost = _lost.Token;
    }

    private readonly TimeProvider _time;

    public int Number { get; }

    /// <summary>How long its claims stand.</summary>
    public TimeSpan Lease { get; }

    /// <summary>Cancelled when the lock is gone: from then on others may send what this owner holds.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether a claim is still ours to send. A process that was frozen past its lease must not send what it no longer holds.</summary>
    /// <param name="margin">Time the sending may take.</param>
    public bool StillHolds(ClaimedNotification claim, TimeSpan margin)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return !Lost.IsCancellationRequested && _time.GetElapsedTime(claim.ClaimedAt) < Lease - margin;
    }

    /// <summary>The connection that held the lock broke, or is about to be closed.</summary>
    public void Lose() => _lost.Cancel();

    public void Dispose() => _lost.Dispose();
}
