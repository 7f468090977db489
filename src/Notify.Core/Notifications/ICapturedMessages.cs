namespace Notify.Core.Notifications;

/// <summary>Where the sandbox provider puts what it captures. It stands here because the provider and the database do not know each other.</summary>
public interface ICapturedMessages
{
    /// <summary>Stores one message. Called again for the same notification it stores a second one: a double must be seen.</summary>
    Task CaptureAsync(CapturedMessage message, CancellationToken cancellationToken);
}

/// <summary>A whole message as it would have gone out.</summary>
public sealed record CapturedMessage
{
    /// <summary>Version 7 UUID.</summary>
    public required Guid Id { get; init; }

    public required Guid NotificationId { get; init; }

    public required Guid ServiceId { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>Address or E.164 number.</summary>
    public required string Recipient { get; init; }

    /// <summary>As the recipient would see it.</summary>
    public required string Sender { get; init; }

    /// <summary>Of an e-mail; null for texts.</summary>
    public string? Subject { get; init; }

    /// <summary>The MIME message as it would stand on the wire, or the text in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary><c>mime</c>; <c>gsm-7</c> or <c>ucs-2</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Billable parts of a text; null for e-mails.</summary>
    public short? Fragments { get; init; }

    /// <summary>UTC; set by the store.</summary>
    public DateTimeOffset CapturedAt { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[captured message {Id}]";
}
