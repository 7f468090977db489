namespace Notify.Core.Callbacks;

/// <summary>Where a service wants to be told something, and how that goes; without its secrets.</summary>
public sealed record ServiceCallback
{
    public required Guid Id { get; init; }

    public required CallbackKind Kind { get; init; }

    public required string Url { get; init; }

    /// <summary>Requests in a row that got no answer, or one that asks to come back.</summary>
    public required int Failures { get; init; }

    /// <summary>Of the first failed request since the last one that went through, UTC; null: the last one went through.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Switched off from here on, UTC; null: it is on.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    public string? SuspendedReason { get; init; }

    /// <summary>Until then the secret before this one signs, too, UTC.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Callbacks that are still to be sent.</summary>
    public required long Waiting { get; init; }
}

/// <summary>One request that was made to a receiver, or given up before.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="SubjectId">The notification, received text or complaint that it told.</param>
/// <param name="Try">From 1.</param>
/// <param name="Outcome"><c>delivered</c>, <c>retry</c> or <c>given-up</c>.</param>
/// <param name="StatusCode">Null: no answer.</param>
/// <param name="Fault">One of <see cref="CallbackFaults"/> where there was no answer.</param>
/// <param name="At">UTC.</param>
public sealed record CallbackAttempt(
    long Id, CallbackKind Kind, Guid DeliveryId, Guid SubjectId, int Try, string Outcome, int? StatusCode, string? Fault, int DurationMs, DateTimeOffset At);

/// <summary>What the platform has to tell a service about its account.</summary>
/// <param name="Kind">Such as <c>callback-suspended</c> or <c>bounce-rate-warning</c>.</param>
/// <param name="At">UTC.</param>
public sealed record ServiceNotice(long Id, string Kind, string Words, DateTimeOffset At);
