using Notify.Core.Notifications;

namespace Notify.Server.Delivery;

/// <summary>One hand-over, made: what the provider said and what is needed to judge and store it.</summary>
/// <param name="Provider">Name of the provider, as the time line shows it.</param>
/// <param name="AcceptedIsDelivered">Acceptance by this provider counts as delivery.</param>
/// <param name="Fragments">Billable parts of a text; null for e-mails.</param>
public sealed record SendAttempt(SendOutcome Outcome, string Provider, bool AcceptedIsDelivered, short? Fragments = null)
{
    /// <summary>The provider took the message even though the outcome is a failure (only where a receipt is simulated).</summary>
    public bool WasTaken { get; init; }

    /// <summary>How long the carrier of a text that is not urgent was told to go on trying; null: an e-mail, or urgent.</summary>
    public TimeSpan? Validity { get; init; }

    /// <summary>Another provider of the channel would take it now.</summary>
    public bool Elsewhere { get; init; }
}
