namespace Notify.Core.Unsubscribes;

/// <summary>What a link for unsubscribing is about: everything a request needs, since the notification itself is gone after its retention.</summary>
public sealed record UnsubscribeLink
{
    public required Guid NotificationId { get; init; }

    public required Guid ServiceId { get; init; }

    public required Guid TemplateId { get; init; }

    public required int TemplateVersion { get; init; }

    /// <summary>As the service wrote it.</summary>
    public required string EmailAddress { get; init; }

    /// <summary>Prints ids only: a record would print the address.</summary>
    public override string ToString() => $"[unsubscribe link of notification {NotificationId}]";
}
