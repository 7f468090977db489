using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Server.Delivery;

/// <summary>One hand-over, made: what the provider said and what is needed to judge and store it.</summary>
/// <param name="Provider">Name of the provider, as the time line shows it.</param>
/// <param name="AcceptedIsDelivered">Acceptance by this provider counts as delivery.</param>
/// <param name="Fragments">Billable parts of a text; null for e-mails.</param>
public sealed record SendAttempt(SendOutcome Outcome, string Provider, bool AcceptedIsDelivered, short? Fragments = null)
{
    /// <summary>In place of a provider's name when none was asked.</summary>
    public const string Nobody = "none";

    /// <summary>In place of a provider's name, and the <see cref="Cause"/>, when the recipient is not written to for now.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>The <see cref="Cause"/> of what became too old to be handed over.</summary>
    public const string Expired = "expired";

    /// <summary>It was too old to be handed over.</summary>
    public bool IsExpired { get; init; }

    /// <summary>The provider took the message even though the outcome is a failure (only where a receipt is simulated).</summary>
    public bool WasTaken { get; init; }

    /// <summary>How long the carrier of a text that is not urgent was told to go on trying; null: an e-mail, or urgent.</summary>
    public TimeSpan? Validity { get; init; }

    /// <summary>Another provider of the channel would take it now.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>If it is the last one: why the notification failed, in a word for figures. The time line has the provider's own.</summary>
    public string Cause => Outcome switch
    {
        _ when IsExpired => Expired,
        SendOutcome.Refused when Provider == Nobody => "platform",
        SendOutcome.Refused when Provider == Suppressed => Suppressed,
        SendOutcome.Refused { Kind: not ReceiptKind.Status } refused => refused.Kind == ReceiptKind.OptedOut ? "opted-out" : "hard-bounce",
        SendOutcome.Refused => "refused",
        SendOutcome.Unavailable unavailable => unavailable.Fault switch
        {
            ProviderFault.Busy => "busy",
            ProviderFault.Down => "down",
            ProviderFault.Misconfigured => "misconfigured",
            _ => "unavailable",
        },
        _ => "doubtful",
    };
}
