namespace Notify.Providers.Email;

/// <summary>One e-mail, rendered and ready to hand over.</summary>
public sealed record OutboundEmail
{
    /// <summary>Makes the Message-ID, so that a receiver can tell a double.</summary>
    public required Guid NotificationId { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>Asked as the last thing before the message goes on the wire: false when another worker may hold the notification by now.</summary>
    public Func<bool> MayStillGo { get; init; } = static () => true;

    /// <summary>Of the priority lane, such as a sign-in code: goes before others that wait for a connection.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>Recipient's address, host part IDNA-encoded.</summary>
    public required string To { get; init; }

    /// <summary>Sender's address.</summary>
    public required string From { get; init; }

    /// <summary>Name shown beside <see cref="From"/>.</summary>
    public required string FromName { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>Address that unsubscribes with one click (RFC 8058); null: the mail offers none.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>One line; line breaks are taken out when the header is written.</summary>
    public required string Subject { get; init; }

    /// <summary>The <c>text/plain</c> part.</summary>
    public required string PlainText { get; init; }

    /// <summary>The <c>text/html</c> part: a whole page.</summary>
    public required string Html { get; init; }

    /// <summary>BCP 47 tag of the message's language.</summary>
    public required string Language { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[e-mail of notification {NotificationId}]";
}
