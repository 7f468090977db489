using System.Globalization;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Uploads;

/// <summary>Routes of API v2 that send to many and follow what becomes of it.</summary>
internal static class UploadsApi
{
    private const string Path = "/notifications/bulk";

    public static void MapUploads(this RouteGroupBuilder v2)
    {
        v2.MapPost(Path, StartAsync).WithName("SendBulk").WithMetadata(UploadDocs.Start);
        v2.MapRead(Path, ListAsync, others: ["POST"]).WithName("ListUploads").WithMetadata(UploadDocs.List);
        v2.MapRead(Path + "/{id}", ShowAsync).WithName("ShowUpload").WithMetadata(UploadDocs.Show);
        v2.MapRead(Path + "/{id}/bad-rows", BadRowsAsync).WithName("ListBadRows").WithMetadata(UploadDocs.BadRows);
        v2.MapPost(Path + "/{id}/pause", PauseAsync).WithName("PauseUpload").WithMetadata(UploadDocs.Pause);
        v2.MapPost(Path + "/{id}/resume", ResumeAsync).WithName("ResumeUpload").WithMetadata(UploadDocs.Resume);
        v2.MapPost(Path + "/{id}/cancel", CancelAsync).WithName("CancelUpload").WithMetadata(UploadDocs.Cancel);
    }

    private static async Task<IResult> StartAsync(
        HttpRequest http,
        ApiCaller caller,
        SendGate gate,
        UploadBodies bodies,
        UploadTurn turns,
        UploadSchema schema,
        StartUpload start,
        PublicUrl url,
        CancellationToken cancellationToken)
    {
        if (await gate.LimitAsync(caller, cancellationToken) is { } tooFast)
        {
            return ApiResults.Problem(tooFast);
        }

        using var room = bodies.Enter(caller.ServiceId);
        if (!(await room.ReadAsync(http, cancellationToken)).TryGet(out var bytes, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        // Only now: a place is for checking, which takes this process's time, and not for waiting for what a slow client has still to send.
        using var turn = await turns.TakeAsync(cancellationToken);
        if (turn is null)
        {
            return ApiResults.Problem(NotifyError.Unavailable);
        }

        if (!(await gate.AdmitAsync(http, bytes, caller, kind: null, cancellationToken)).TryGet(out var admission, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        if (admission is not Admission.Fresh admitted)
        {
            return Repeated(http, ((Admission.Repeated)admission).Answer);
        }

        if (!schema.Read(admitted.Body).TryGet(out var request, out refusal)
            || !(await start.HandleAsync(caller, request, admitted.Idempotent, Answer, cancellationToken)).TryGet(out var started, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return started.Repeated is { } repeated
            ? Repeated(http, repeated)
            : Results.Text(Answer(started.Upload), "application/json", StatusCodes.Status201Created);

        byte[] Answer(Upload upload) => JsonSerializer.SerializeToUtf8Bytes(UploadAnswer.Of(upload, url), UploadsJson.Default.UploadAnswer);
    }

    private static async Task<IResult> ListAsync(HttpRequest http, ApiCaller caller, ReadUploads read, PublicUrl url, CancellationToken cancellationToken)
    {
        var query = ApiQuery.Of(http);
        Guid? olderThan = null;
        if (query.First("older_than") is { } text)
        {
            if (!UuidText.TryParse(text, out var id, out var storable) || !storable)
            {
                return ApiResults.Problem(NotifyError.NotValid("older_than is not a valid UUID"));
            }

            olderThan = id;
        }

        var page = await read.PageAsync(caller.ServiceId, KeyTypes(caller), olderThan, cancellationToken);
        var links = new PageLinks(
            PageLinks.To(url, "/v2" + Path, query.Parameters),
            page.Count < ReadUploads.PageSize ? null : PageLinks.To(url, "/v2" + Path, [new("older_than", page[^1].Id.ToString())]));
        return Results.Json(new UploadsAnswer(links, [.. page.Select(upload => UploadAnswer.Of(upload, url))]), UploadsJson.Default.UploadsAnswer, "application/json");
    }

    private static async Task<IResult> ShowAsync(string id, ApiCaller caller, ReadUploads read, PublicUrl url, CancellationToken cancellationToken) =>
        Id(id).TryGet(out var uploadId, out var refusal) ? await AnswerAsync(uploadId, caller, read, url, cancellationToken) : ApiResults.Problem(refusal);

    private static async Task<IResult> BadRowsAsync(
        string id, HttpRequest http, ApiCaller caller, ReadUploads read, PublicUrl url, CancellationToken cancellationToken)
    {
        var query = ApiQuery.Of(http);
        var afterRow = 0;
        if (query.First("after_row") is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out afterRow))
        {
            return ApiResults.Problem(NotifyError.NotValid("after_row is not the number of a row"));
        }

        if (!Id(id).TryGet(out var uploadId, out var refusal)
            || !(await read.BadRowsAsync(caller.ServiceId, uploadId, afterRow, cancellationToken)).TryGet(out var page, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        var path = $"/v2{Path}/{uploadId}/bad-rows";
        var links = new PageLinks(
            PageLinks.To(url, path, query.Parameters),
            page.Count < ReadUploads.BadRowsPageSize ? null : PageLinks.To(url, path, [new("after_row", page[^1].Number.ToString(CultureInfo.InvariantCulture))]));
        return Results.Json(new BadRowsAnswer([.. page.Select(BadRowAnswer.Of)], links), UploadsJson.Default.BadRowsAnswer, "application/json");
    }

    private static Task<IResult> PauseAsync(
        string id, ApiCaller caller, SteerUpload steer, ReadUploads read, PublicUrl url, CancellationToken cancellationToken) =>
        SteerAsync(id, caller, steer.PauseAsync, read, url, cancellationToken);

    private static Task<IResult> ResumeAsync(
        string id, ApiCaller caller, SteerUpload steer, ReadUploads read, PublicUrl url, CancellationToken cancellationToken) =>
        SteerAsync(id, caller, steer.ResumeAsync, read, url, cancellationToken);

    private static Task<IResult> CancelAsync(
        string id, ApiCaller caller, SteerUpload steer, ReadUploads read, PublicUrl url, CancellationToken cancellationToken) =>
        SteerAsync(id, caller, steer.CancelAsync, read, url, cancellationToken);

    private static async Task<IResult> SteerAsync(
        string id,
        ApiCaller caller,
        Func<Guid, IReadOnlyCollection<KeyType>, Guid, CancellationToken, Task<NotifyError?>> steerAsync,
        ReadUploads read,
        PublicUrl url,
        CancellationToken cancellationToken) =>
        Id(id).TryGet(out var uploadId, out var refusal)
        && (refusal = await steerAsync(caller.ServiceId, KeyTypes(caller), uploadId, cancellationToken)) is null
            ? await AnswerAsync(uploadId, caller, read, url, cancellationToken)
            : ApiResults.Problem(refusal);

    private static async Task<IResult> AnswerAsync(Guid id, ApiCaller caller, ReadUploads read, PublicUrl url, CancellationToken cancellationToken) =>
        (await read.OneAsync(caller.ServiceId, id, cancellationToken)).TryGet(out var found, out var refusal)
            ? Results.Json(UploadProgressAnswer.Of(found.Upload, found.Counts, url), UploadsJson.Default.UploadProgressAnswer, "application/json")
            : ApiResults.Problem(refusal);

    /// <summary>What a key sees and steers: its own kind, and what was only simulated.</summary>
    private static KeyType[] KeyTypes(ApiCaller caller) => caller.Key.Type == KeyType.Test ? [KeyType.Test] : [caller.Key.Type, KeyType.Test];

    private static Result<Guid> Id(string text) => UuidText.TryParse(text, out var id, out var storable)
        ? storable ? id : NotifyError.NoSuchData
        : NotifyError.NotValid("id is not a valid UUID");

    private static IResult Repeated(HttpRequest http, byte[] answer)
    {
        http.HttpContext.Response.Headers[Idempotency.ReplayedHeader] = "true";
        return Results.Text(answer, "application/json", StatusCodes.Status201Created);
    }
}
