namespace Notify.Data.Notifications;

/// <summary>A batch was sent to the database, and what became of it is not known.</summary>
/// <param name="processId">The PostgreSQL process that served the connection; 0 when it had not told yet.</param>
public sealed class CommitInDoubtException(int processId, Exception inner) : Exception(inner.Message, inner)
{
    public int ProcessId { get; } = processId;

    /// <summary>In the order of the batch, once <see cref="AcceptStore"/> throws it: what an attempt before had settled, and null for what is in doubt.</summary>
    public IReadOnlyList<AcceptOutcome?> Settled { get; internal set; } = [];
}
