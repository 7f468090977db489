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

    /// <summary>When the template was made, whatever the version, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was taken out of use, UTC; null while it sends.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }
}
