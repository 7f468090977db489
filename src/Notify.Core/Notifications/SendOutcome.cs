using Notify.Core.Receipts;

namespace Notify.Core.Notifications;

/// <summary>What became of one hand-over to a provider. Every provider answers with one of these and nothing else.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The provider's own code for a failure; null: it gave none, or it took the message.</summary>
    public ProviderCode? Code { get; init; }

    /// <summary>The claim no longer stood when everything was ready to go: nothing was sent.</summary>
    public static SendOutcome TooLate { get; } = new Unavailable("not begun in time: another worker may hold it by now", ProviderFault.None);

    /// <summary>The provider has taken the message.</summary>
    /// <param name="Reference">The provider's own id of the message, or its words when it gives none; at most 200 characters are kept.</param>
    public sealed record Accepted(string Reference) : SendOutcome
    {
        /// <summary>Receipts will carry <see cref="Reference"/> and nothing of ours, so that it must be kept to be found by.</summary>
        public bool ReceiptsNameOnlyReference { get; init; }
    }

    /// <summary>The provider said no for good: never tried again.</summary>
    /// <param name="Reason">The provider's own code and words.</param>
    /// <param name="Failure">What the refusal says about the recipient: permanent (no such address), temporary (mailbox full) or technical (our fault).</param>
    public sealed record Refused(string Reason, NotificationStatus Failure = NotificationStatus.PermanentFailure) : SendOutcome
    {
        /// <summary>Whether it is about the address itself (<see cref="ReceiptKind.HardBounce"/>) or its owner's wish (<see cref="ReceiptKind.OptedOut"/>):
        /// then the service sends there no more. Refusals of a domain, of our network or for no clear reason are <see cref="ReceiptKind.Status"/>.</summary>
        public ReceiptKind Kind { get; init; } = ReceiptKind.Status;
    }

    /// <summary>Certainly not taken: try again later, perhaps elsewhere.</summary>
    /// <param name="Reason">The provider's own code and words, or what went wrong on the way to it.</param>
    /// <param name="Fault">What it says about the provider, for the choice of one.</param>
    public sealed record Unavailable(string Reason, ProviderFault Fault = ProviderFault.Down) : SendOutcome
    {
        /// <summary>When the provider itself asks to be tried again (<c>Retry-After</c>); null: it does not say.</summary>
        public TimeSpan? RetryAfter { get; init; }

        /// <summary>Nobody was asked: every provider that could carry it is left alone now. It costs no try, and the time line says nothing of it.</summary>
        public bool IsUntried { get; init; }

        /// <summary>Of <see cref="ProviderFault.Misconfigured"/>: other messages are let in, so that it is this one (its sender, its country) that is not.
        /// The others go on, and the pauses of this one grow.</summary>
        public bool IsOfMessage { get; init; }
    }

    /// <summary>No readable answer after the message was handed over: it may have gone out.</summary>
    public sealed record Doubtful(string Reason) : SendOutcome
    {
        /// <summary>Whether it is not to be sent again, although nobody said: it counts as handed over.</summary>
        public bool IsLast { get; init; }
    }
}
