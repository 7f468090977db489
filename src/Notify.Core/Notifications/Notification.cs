using Notify.Core.Services;

namespace Notify.Core.Notifications;

/// <summary>One message to one recipient, as stored.</summary>
public sealed record Notification
{
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    public required Channel Channel { get; init; }

    public required NotificationStatus Status { get; init; }

    public required KeyType KeyType { get; init; }

    public required Guid TemplateId { get; init; }

    public required int TemplateVersion { get; init; }

    /// <summary>Normalised: E.164, or the address in lower case.</summary>
    public required string Recipient { get; init; }

    /// <summary>As the service wrote it, trimmed.</summary>
    public required string RecipientAsSent { get; init; }

    /// <summary>JSON object of the values, UTF-8, in clear; empty when there are none.</summary>
    public required ReadOnlyMemory<byte> Personalisation { get; init; }

    public string? Reference { get; init; }

    public required string Sender { get; init; }

    public bool International { get; init; }

    /// <summary>Billable parts of a text (sheets of a letter), known once it was rendered for sending.</summary>
    public short? Fragments { get; init; }

    public short RateMultiplier { get; init; }

    /// <summary>Name of the provider that took it, or tried last.</summary>
    public string? Provider { get; init; }

    /// <summary>The provider's own id of the message.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>Where answers to an e-mail go; null: nowhere of its own.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The request's own address for unsubscribing.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>Whether the template asks for an unsubscribe link of the platform's.</summary>
    public bool HasUnsubscribeLink { get; init; }

    /// <summary>When it is due, UTC; null: at once.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>The uploaded list it came from; null for all others.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Of letters.</summary>
    public string? Postage { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the provider took it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the status last changed; null while it never did.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Prints ids only: a record would print the recipient.</summary>
    public override string ToString() => $"[notification {Id}]";
}
