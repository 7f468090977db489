using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>Routes of API v2 that read notifications.</summary>
internal static class NotificationReadingApi
{
    public static void MapNotificationReading(this RouteGroupBuilder v2)
    {
        v2.MapRead("/notifications", ListAsync).WithName("ListNotifications").WithMetadata(ReadingDocs.List);
        v2.MapRead("/notifications/{id}", ShowAsync, others: ["POST"]).WithName("ShowNotification").WithMetadata(ReadingDocs.Show);
        v2.MapRead("/notifications/{id}/pdf", PdfAsync).WithName("ShowLetterPdf").WithMetadata(ReadingDocs.Pdf);
        v2.MapRead("/notifications/{id}/events", EventsAsync).WithName("ShowNotificationEvents").WithMetadata(ReadingDocs.Events);

        // Kinds that there are have routes of their own; to all others nothing can be sent.
        v2.MapPost("/notifications/{kind}", () => Results.StatusCode(StatusCodes.Status404NotFound)).ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, ApiCaller caller, ReadNotifications read, PublicUrl url, CancellationToken cancellationToken)
    {
        if (!NotificationQuery.Read(ApiQuery.Of(request), caller.Key.Type).TryGet(out var query, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        var page = await read.PageAsync(caller, query, cancellationToken);
        return Results.Json(
            new NotificationsAnswer(
                new PageLinks(Link(query.Parameters), page.Count == 0 ? null : Link(query.After(page[^1].Id))),
                page),
            NotificationsJson.Default.NotificationsAnswer,
            "application/json");

        string Link(IEnumerable<KeyValuePair<string, string>> parameters) => PageLinks.To(url, "/v2/notifications", parameters);
    }

    private static async Task<IResult> ShowAsync(
        string id, HttpRequest request, ApiCaller caller, ReadNotifications read, CancellationToken cancellationToken)
    {
        if (!Id(id).TryGet(out var notificationId, out var refusal)
            || !(await read.OneAsync(caller, notificationId, IncludedMembers.Read(ApiQuery.Of(request), faults: null), cancellationToken)).TryGet(out var answer, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return Results.Json(answer, NotificationsJson.Default.NotificationAnswer, "application/json");
    }

    private static async Task<IResult> PdfAsync(string id, ApiCaller caller, ReadNotifications read, CancellationToken cancellationToken) =>
        ApiResults.Problem(Id(id).TryGet(out var notificationId, out var refusal) ? await read.PdfAsync(caller, notificationId, cancellationToken) : refusal);

    private static async Task<IResult> EventsAsync(string id, ApiCaller caller, ReadNotifications read, CancellationToken cancellationToken)
    {
        if (!Id(id).TryGet(out var notificationId, out var refusal)
            || !(await read.EventsAsync(caller, notificationId, cancellationToken)).TryGet(out var answer, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return Results.Json(answer, NotificationsJson.Default.NotificationEventsAnswer, "application/json");
    }

    /// <returns>The id in a path, or the refusal of its spelling.</returns>
    public static Result<Guid> Id(string text) => UuidText.TryParse(text, out var id, out var storable)
        ? storable ? id : NotifyError.NoSuchData
        : NotifyError.NotValid("notification_id is not a valid UUID");
}
