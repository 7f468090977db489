using System.Text.Json;
using Notify.Core.Recipients.Files;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Uploads;

/// <summary>A request to send to many, its body checked against the schema; the rows are not looked at yet.</summary>
public sealed record UploadRequest
{
    public required string Name { get; init; }

    /// <summary>Null when the template is named instead.</summary>
    public IdMember? TemplateId { get; init; }

    public string? TemplateName { get; init; }

    /// <summary>Null for the newest.</summary>
    public int? TemplateVersion { get; init; }

    public required UploadSource Source { get; init; }

    public string? Reference { get; init; }

    /// <summary>One of the service's reply-to addresses (e-mails) or text senders (texts); null for the default.</summary>
    public IdMember? SenderId { get; init; }

    /// <summary>When it is to start, UTC; null: at once.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>Leave out rows that are not in order, instead of refusing them all.</summary>
    public bool OnlyGoodRows { get; init; }

    /// <summary>Prints no personal data.</summary>
    public override string ToString() => $"[upload with template {TemplateId?.Id}{TemplateName}]";
}

/// <summary>Where the rows come from.</summary>
public abstract record UploadSource
{
    private UploadSource()
    {
    }

    /// <summary>A file, or what is like one: a row of headings, then one row a recipient.</summary>
    public sealed record Table(RecipientTable Rows) : UploadSource;

    /// <summary>A JSON array with an object for each recipient.</summary>
    public sealed record Recipients(JsonElement Items) : UploadSource;
}
