using System.Text.Json.Serialization;
using Notify.Core.Notifications;
using Notify.Core.Uploads;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Uploads;

/// <summary>An upload as the API shows it in lists, and when it was accepted.</summary>
internal record UploadAnswer
{
    /// <summary>Rows that were not in order and are left out.</summary>
    public required int BadRowCount { get; init; }

    public required string CreatedAt { get; init; }

    /// <summary>When its last row became a notification, or it was cancelled.</summary>
    public string? FinishedAt { get; init; }

    public required Guid Id { get; init; }

    /// <summary>Empty when the service's retention has passed.</summary>
    public required string Name { get; init; }

    public string? Reference { get; init; }

    public string? ScheduledFor { get; init; }

    /// <summary>When its first row became a notification.</summary>
    public string? StartedAt { get; init; }

    public required string Status { get; init; }

    public required TemplateReference Template { get; init; }

    /// <summary>Rows that are sent.</summary>
    public required int Total { get; init; }

    public required string Type { get; init; }

    /// <summary>Tells how it goes.</summary>
    public required string Uri { get; init; }

    public static UploadAnswer Of(Upload upload, PublicUrl url) => new()
    {
        BadRowCount = upload.BadRowCount,
        CreatedAt = WireTime.Of(upload.CreatedAt),
        FinishedAt = WireTime.OrNull(upload.FinishedAt),
        Id = upload.Id,
        Name = upload.Name,
        Reference = upload.Reference,
        ScheduledFor = WireTime.OrNull(upload.ScheduledFor),
        StartedAt = WireTime.OrNull(upload.StartedAt),
        Status = upload.Status.Wire(),
        Template = new(upload.TemplateId, url.To($"/services/{upload.ServiceId}/templates/{upload.TemplateId}"), upload.TemplateVersion),
        Total = upload.RowCount,
        Type = upload.Channel.Wire(),
        Uri = url.To($"/v2/notifications/bulk/{upload.Id}"),
    };
}

/// <summary>One upload with how it goes.</summary>
internal sealed record UploadProgressAnswer : UploadAnswer
{
    /// <summary>The first of the rows that were left out.</summary>
    public required IReadOnlyList<BadRowAnswer> BadRows { get; init; }

    /// <summary>Tells all of them, page by page; null when there are none.</summary>
    public string? BadRowsUri { get; init; }

    public required int Cancelled { get; init; }

    public required int Delivered { get; init; }

    public required int Failed { get; init; }

    /// <summary>Per cent of the rows that have become notifications, rounded down.</summary>
    public required int Progress { get; init; }

    /// <summary>Neither delivered nor failed nor cancelled yet.</summary>
    public required int Sending { get; init; }

    public static UploadProgressAnswer Of(Upload upload, UploadCounts counts, PublicUrl url)
    {
        var common = UploadAnswer.Of(upload, url);
        return new UploadProgressAnswer
        {
            BadRowCount = common.BadRowCount,
            BadRows = [.. upload.BadRows.Select(BadRowAnswer.Of)],
            BadRowsUri = upload.BadRows.Count == 0 ? null : $"{common.Uri}/bad-rows",
            Cancelled = counts.Cancelled,
            CreatedAt = common.CreatedAt,
            Delivered = counts.Delivered,
            Failed = counts.Failed,
            FinishedAt = common.FinishedAt,
            Id = common.Id,
            Name = common.Name,
            Progress = (int)(100L * upload.StoredRows / Math.Max(1, upload.RowCount)),
            Reference = common.Reference,
            ScheduledFor = common.ScheduledFor,
            Sending = counts.Sending,
            StartedAt = common.StartedAt,
            Status = common.Status,
            Template = common.Template,
            Total = common.Total,
            Type = common.Type,
            Uri = common.Uri,
        };
    }
}

/// <param name="Column">Heading of the faulty cell; null when it is the row as a whole.</param>
/// <param name="Row">As spreadsheets count, the headings being row 1; of `recipients` the place in the list, from 1.</param>
internal sealed record BadRowAnswer(string? Column, string Message, int Row)
{
    public static BadRowAnswer Of(BadRow row) => new(row.Column, row.Message, row.Number);
}

/// <summary>A page of the rows that were left out, in the order of the list.</summary>
internal sealed record BadRowsAnswer(IReadOnlyList<BadRowAnswer> BadRows, PageLinks Links);

/// <summary>A page of uploads, newest first.</summary>
internal sealed record UploadsAnswer(PageLinks Links, IReadOnlyList<UploadAnswer> Uploads);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(UploadProgressAnswer))]
[JsonSerializable(typeof(BadRowsAnswer))]
[JsonSerializable(typeof(UploadsAnswer))]
internal sealed partial class UploadsJson : JsonSerializerContext;
