using Notify.Core.Callbacks;

namespace Notify.Data.Callbacks;

/// <summary>A callback that this worker alone may send now.</summary>
/// <param name="Id">What the receiver sees as its delivery id; the same at each try.</param>
/// <param name="Attempt">The fence: grows with each claim, and a record of an earlier one is not stored.</param>
/// <param name="Tries">Outcomes recorded before.</param>
public sealed record ClaimedCallback(Guid Id, Guid ServiceId, CallbackKind Kind, Guid SubjectId, int Attempt, int Tries)
{
    /// <summary>Null: it was taken away or switched off meanwhile.</summary>
    public CallbackReceiver? Receiver { get; init; }

    /// <summary>Null: it is gone, at the end of the service's retention.</summary>
    public CallbackSubject? Subject { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[callback {Id}]";
}

/// <summary>Where to send, and with what.</summary>
/// <param name="Secrets">The present one first.</param>
public sealed record CallbackReceiver(Uri Url, string Token, IReadOnlyList<string> Secrets)
{
    /// <summary>Prints no secrets.</summary>
    public override string ToString() => "[receiver]";
}

/// <summary>What is told, as it is at the moment of sending.</summary>
public abstract record CallbackSubject
{
    private CallbackSubject()
    {
    }

    public required Guid Id { get; init; }

    /// <summary>Prints ids only.</summary>
    public sealed override string ToString() => $"[subject {Id}]";

    public sealed record DeliveryStatus : CallbackSubject
    {
        public string? Reference { get; init; }

        public required string To { get; init; }

        public required string Status { get; init; }

        public string? Reason { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? CompletedAt { get; init; }

        public DateTimeOffset? SentAt { get; init; }

        public required string Channel { get; init; }

        public required Guid TemplateId { get; init; }

        public required int TemplateVersion { get; init; }
    }

    public sealed record ReceivedText : CallbackSubject
    {
        public required string SourceNumber { get; init; }

        public required string DestinationNumber { get; init; }

        public required string Message { get; init; }

        public required DateTimeOffset ReceivedAt { get; init; }
    }

    public sealed record Complaint : CallbackSubject
    {
        public required Guid NotificationId { get; init; }

        public string? Reference { get; init; }

        public required string To { get; init; }

        public required DateTimeOffset ComplainedAt { get; init; }
    }
}

/// <summary>What became of one request.</summary>
/// <param name="StatusCode">Null: no answer.</param>
/// <param name="Fault">One of <see cref="CallbackFaults"/>; null: it was answered.</param>
public sealed record CallbackRecord(Guid Id, int Attempt, CallbackVerdict Verdict, int? StatusCode, string? Fault, int DurationMs)
{
    internal string Outcome => Verdict switch
    {
        CallbackVerdict.Delivered => "delivered",
        CallbackVerdict.Retry => "retry",
        CallbackVerdict.Waits => "waits",
        _ => "given-up",
    };
}

/// <summary>How receivers that fail are dealt with.</summary>
/// <param name="BreakerAfter">Failures in a row after which a receiver is left alone for <paramref name="Hold"/>, then gets one request at a time.</param>
/// <param name="Hold">Doubled at each failure after that, up to <paramref name="HoldAtMost"/>.</param>
/// <param name="SuspendAfter">Time without a success after which a callback is switched off, if ten requests were made in it.</param>
public sealed record ReceiverRules(int BreakerAfter, TimeSpan Hold, TimeSpan HoldAtMost, TimeSpan SuspendAfter);

/// <summary>A callback that has just been switched off.</summary>
public sealed record SuspendedCallback(Guid ServiceId, CallbackKind Kind, string Reason);
