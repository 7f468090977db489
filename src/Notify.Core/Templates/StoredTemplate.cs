using Notify.Core.Notifications;

namespace Notify.Core.Templates;

/// <summary>One version of a template as its author wrote it.</summary>
public sealed record StoredTemplate
{
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary><c>email</c>, <c>sms</c> or <c>letter</c>; letters are never sent but may have been brought in.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary>Counts from 1; an edit makes a new one.</summary>
    public required int Version { get; init; }

    /// <summary>With placeholders; null for texts.</summary>
    public string? Subject { get; init; }

    /// <summary>With placeholders and markup.</summary>
    public required string Body { get; init; }

    /// <summary>The name that programs use, the same in every environment: lower-case letters, digits and hyphens. Null: it has none.</summary>
    public string? StableName { get; init; }

    /// <summary>The product's own: neither listed nor shown.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Mails carry an unsubscribe link of the platform's.</summary>
    public bool HasUnsubscribeLink { get; init; }

    /// <summary>The lane its notifications wait in.</summary>
    public Lane Lane { get; init; } = Lane.Normal;

    /// <summary>Of letters.</summary>
    public string? Postage { get; init; }

    /// <summary>Of letters: lines of the sender's address.</summary>
    public string? LetterContact { get; init; }

    /// <summary>E-mail address of the person who wrote this version; null when a program did.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When this version was made, UTC.</summary>
    public DateTimeOffset VersionCreatedAt { get; init; }

    /// <summary>When the template was made, whatever the version, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was taken out of use, UTC; null while it sends.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }
}
