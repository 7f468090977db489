using Notify.Core.Notifications;

namespace Notify.Providers.Sms;

/// <summary>A carrier of text messages. It knows nothing of the database: a record in, an outcome out.</summary>
public interface ISmsProvider
{
    /// <summary>Lower-case name, as settings and time lines show it.</summary>
    string Name { get; }

    /// <summary>Whether acceptance counts as delivery, because nothing more will ever be known.</summary>
    bool AcceptedIsDelivered { get; }

    /// <summary>Whether receipts tell of deliveries; where none do, that one is late says nothing.</summary>
    bool ReportsDelivery => true;

    /// <summary>How long it waits for its carrier; null: there is none to wait for.</summary>
    ProviderTimeout? Timeout => null;

    /// <summary>Name of a setting that it needs and has not; null: it has all it needs to hand messages over.</summary>
    string? MissingSetting => null;

    /// <summary>Whether it carries texts to other countries.</summary>
    bool CarriesInternational => true;

    /// <summary>How long the carrier is to go on trying to deliver a text that it has taken: a phone may be off for a while.</summary>
    /// <param name="isUrgent">Of the priority lane, such as a sign-in code.</param>
    TimeSpan Validity(bool isUrgent) => isUrgent ? TimeSpan.FromMinutes(10) : TimeSpan.FromHours(4);

    /// <summary>Hands one message over. An answer it does not know is never <see cref="SendOutcome.Accepted"/>; it does not throw
    /// for anything the outside world does, and never tries twice by itself once the message may have been taken. It asks
    /// <see cref="OutboundSms.MayStillGo"/> right before the first byte is sent, after every wait for a connection.</summary>
    /// <param name="cancellationToken">The deadline: what has no answer by then is <see cref="SendOutcome.Doubtful"/>, or <see cref="SendOutcome.Unavailable"/> when nothing was sent.</param>
    Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken);
}
