using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications.Reading;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications;

/// <summary>Routes of API v2 that send notifications.</summary>
internal static class NotificationsApi
{
    public static void MapNotifications(this RouteGroupBuilder v2)
    {
        v2.MapPost("/notifications/email", SendEmailAsync).WithName("SendEmail").WithMetadata(SendDocs.Email);
        v2.MapPost("/notifications/sms", SendSmsAsync).WithName("SendSms").WithMetadata(SendDocs.Sms);
        v2.MapPost("/notifications/letter", SendLetterAsync).WithName("SendLetter").WithMetadata(SendDocs.Letter);
        v2.MapPost("/notifications/{id}/cancel", CancelAsync).WithName("CancelNotification").WithMetadata(SendDocs.Cancel);
    }

    private static Task<IResult> SendEmailAsync(
        HttpRequest http, ApiCaller caller, SendGate gate, SendSchema schema, SendEmail sendEmail, PublicUrl url, CancellationToken cancellationToken) =>
        SendAsync(
            http, caller, gate, DailyKind.Email, schema.Email, sendEmail.HandleAsync, sent => EmailAnswer(sent, url), NotificationsJson.Default.SendEmailAnswer, cancellationToken);

    private static Task<IResult> SendSmsAsync(
        HttpRequest http, ApiCaller caller, SendGate gate, SendSchema schema, SendSms sendSms, PublicUrl url, CancellationToken cancellationToken) =>
        SendAsync(
            http, caller, gate, DailyKind.Sms, schema.Sms, sendSms.HandleAsync, sent => SmsAnswer(sent, url), NotificationsJson.Default.SendSmsAnswer, cancellationToken);

    private static async Task<IResult> SendAsync<T>(
        HttpRequest http,
        ApiCaller caller,
        SendGate gate,
        DailyKind kind,
        Func<JsonElement, Result<SendRequest>> read,
        Func<ApiCaller, SendRequest, Func<AcceptedSend, RememberedAnswer>?, CancellationToken, Task<Result<AcceptedSend>>> handleAsync,
        Func<AcceptedSend, T> answer,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        if (!(await gate.AdmitAsync(http, caller, kind, cancellationToken)).TryGet(out var admission, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        if (admission is not Admission.Fresh admitted)
        {
            return Repeated(http, ((Admission.Repeated)admission).Answer);
        }

        Func<AcceptedSend, RememberedAnswer>? remember = admitted.Idempotent is { } idempotent
            ? sent => new(idempotent, JsonSerializer.SerializeToUtf8Bytes(answer(sent), type))
            : null;
        if (!read(admitted.Body).TryGet(out var request, out refusal)
            || !(await handleAsync(caller, request, remember, cancellationToken)).TryGet(out var sent, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return Remembered(http, sent) ?? Results.Json(answer(sent), type, "application/json", StatusCodes.Status201Created);
    }

    private static SendEmailAnswer EmailAnswer(AcceptedSend sent, PublicUrl url)
    {
        var notification = sent.Notification;
        return new SendEmailAnswer(
            new EmailContent(sent.Content, notification.Sender, notification.UnsubscribeUrl, sent.Subject!),
            notification.Id,
            notification.Reference,
            sent.Sanitised.ToDictionary(value => value.Key, value => new SanitisedContent(value.Value.Unsanitised, value.Value.Sanitised)),
            ScheduledFor(notification),
            Template(notification, url),
            Uri(notification, url));
    }

    private static SendSmsAnswer SmsAnswer(AcceptedSend sent, PublicUrl url)
    {
        var notification = sent.Notification;
        return new SendSmsAnswer(
            new SmsContent(sent.Content, notification.Sender),
            notification.Id,
            notification.Reference,
            ScheduledFor(notification),
            Template(notification, url),
            Uri(notification, url));
    }

    /// <summary>This product sends no letters: it answers as to a service without the permission, which every client library reads.</summary>
    private static async Task<IResult> SendLetterAsync(HttpRequest http, ApiCaller caller, SendGate gate, CancellationToken cancellationToken) =>
        ApiResults.Problem((await gate.AdmitAsync(http, caller, DailyKind.Letter, cancellationToken)).TryGet(out var admission, out var refusal)
            ? SendSchema.Letter(((Admission.Fresh)admission).Body) ?? NotifyError.LettersNotAllowed
            : refusal);

    private static async Task<IResult> CancelAsync(
        string id, ApiCaller caller, CancelNotification cancel, ReadNotifications read, CancellationToken cancellationToken)
    {
        return NotificationReadingApi.Id(id).TryGet(out var notificationId, out var refusal)
            && (refusal = await cancel.HandleAsync(caller.ServiceId, caller.Key.Type, notificationId, cancellationToken)) is null
            && (await read.OneAsync(caller, notificationId, IncludedMembers.None, cancellationToken)).TryGet(out var answer, out refusal)
            ? Results.Json(answer, NotificationsJson.Default.NotificationAnswer, "application/json")
            : ApiResults.Problem(refusal);
    }

    /// <returns>The bytes that were remembered with the send; null when its request carries no key.</returns>
    private static IResult? Remembered(HttpRequest http, AcceptedSend sent) => sent switch
    {
        { Answer: null } => null,
        { IsRepeated: true } => Repeated(http, sent.Answer.Value),
        _ => Results.Text(sent.Answer.Value.Span, "application/json", StatusCodes.Status201Created),
    };

    private static IResult Repeated(HttpRequest http, ReadOnlyMemory<byte> answer)
    {
        http.HttpContext.Response.Headers[Idempotency.ReplayedHeader] = "true";
        return Results.Text(answer.Span, "application/json", StatusCodes.Status201Created);
    }

    private static string? ScheduledFor(NewNotification notification) =>
        notification.ScheduledFor is { } at ? WireTime.Of(at) : null;

    private static TemplateReference Template(NewNotification notification, PublicUrl url) =>
        new(notification.TemplateId, url.To($"/services/{notification.ServiceId}/templates/{notification.TemplateId}"), notification.TemplateVersion);

    private static string Uri(NewNotification notification, PublicUrl url) => url.To($"/v2/notifications/{notification.Id}");
}
