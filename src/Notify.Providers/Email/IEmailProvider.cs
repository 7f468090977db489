using Notify.Core.Notifications;

namespace Notify.Providers.Email;

/// <summary>A carrier of e-mail. It knows nothing of the database: a record in, an outcome out.</summary>
public interface IEmailProvider
{
    /// <summary>Lower-case name, as settings and time lines show it.</summary>
    string Name { get; }

    /// <summary>Whether acceptance counts as delivery, because nothing more will ever be known.</summary>
    bool AcceptedIsDelivered { get; }

    /// <summary>How long it waits for its carrier; null: there is none to wait for.</summary>
    ProviderTimeout? Timeout => null;

    /// <summary>Name of a setting that it needs and has not; null: it has all it needs to hand messages over.</summary>
    string? MissingSetting => null;

    /// <summary>Hands one message over. An answer it does not know is never <see cref="SendOutcome.Accepted"/>; it does not throw
    /// for anything the outside world does, and never tries twice by itself once the message may have been taken.</summary>
    /// <param name="cancellationToken">The deadline: what has no answer by then is <see cref="SendOutcome.Doubtful"/>, or <see cref="SendOutcome.Unavailable"/> when nothing was sent.</param>
    Task<SendOutcome> SendAsync(OutboundEmail email, CancellationToken cancellationToken);
}
