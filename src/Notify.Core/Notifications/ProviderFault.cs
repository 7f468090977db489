namespace Notify.Core.Notifications;

/// <summary>What a hand-over that failed says about the provider itself.</summary>
public enum ProviderFault
{
    /// <summary>Nothing: it answered, and only this message has to wait (greylisting, a mailbox that is busy).</summary>
    None,

    /// <summary>We are too fast for it: fewer at once, and later again. Not a sign of illness.</summary>
    Busy,

    /// <summary>It cannot be reached, did not answer, or answered with an error of its own.</summary>
    Down,

    /// <summary>It does not let us in (credentials, sender, account): every message would fail alike until a person mends it, so it is paused at once. Said
    /// of one message while others are accepted, it is about that message: <see cref="SendOutcome.Unavailable.IsOfMessage"/>.</summary>
    Misconfigured,
}
