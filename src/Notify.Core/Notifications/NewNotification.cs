using Notify.Core.Services;

namespace Notify.Core.Notifications;

/// <summary>A notification at the moment of acceptance: all checks have passed, it has only to be stored.</summary>
public sealed record NewNotification
{
    /// <summary>Version 7 UUID, made by <see cref="Ids.New"/>.</summary>
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    public required Channel Channel { get; init; }

    public required Lane Lane { get; init; }

    public required KeyType KeyType { get; init; }

    /// <summary>Null when a person sends by hand.</summary>
    public Guid? ApiKeyId { get; init; }

    public required Guid TemplateId { get; init; }

    public required int TemplateVersion { get; init; }

    /// <summary>Normalised: E.164, or the address in lower case.</summary>
    public required string Recipient { get; init; }

    /// <summary>As the service wrote it, trimmed.</summary>
    public required string RecipientAsSent { get; init; }

    /// <summary>JSON object of the values, UTF-8, in clear: the store encrypts it. Empty when there are none.</summary>
    public required ReadOnlyMemory<byte> Personalisation { get; init; }

    /// <summary>The service's own reference.</summary>
    public string? Reference { get; init; }

    /// <summary>What the recipient will see as the sender: fixed now, whatever the service changes later.</summary>
    public required string Sender { get; init; }

    /// <summary>A text that leaves the nation.</summary>
    public bool International { get; init; }

    /// <summary>What a fragment costs as a multiple of the domestic rate.</summary>
    public short RateMultiplier { get; init; } = 1;

    /// <summary>Where answers to an e-mail go, fixed now; null: nowhere of its own.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The request's own address for unsubscribing; null: none given.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>Whether the template asks for an unsubscribe link of the platform's.</summary>
    public bool HasUnsubscribeLink { get; init; }

    /// <summary>When it is due, UTC; null: at once.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>UTC, cut to microseconds, by the accepting host's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
