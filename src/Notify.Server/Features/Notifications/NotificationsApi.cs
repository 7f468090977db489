using System.Text.Json.Serialization.Metadata;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications;

/// <summary>Routes of API v2 that send notifications.</summary>
internal static class NotificationsApi
{
    public static void MapNotifications(this RouteGroupBuilder v2)
    {
        v2.MapPost("/notifications/email", SendEmailAsync).WithName("SendEmail");
        v2.MapPost("/notifications/sms", SendSmsAsync).WithName("SendSms");
    }

    private static async Task<IResult> SendEmailAsync(
        HttpRequest http, ApiCaller caller, SendEmail sendEmail, NationPack nation, PublicUrl url, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(http, Channel.Email, nation, cancellationToken)).TryGet(out var request, out var refusal)
            || !(await sendEmail.HandleAsync(caller, request, cancellationToken)).TryGet(out var sent, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return Created(
            new SendEmailAnswer(
                new EmailContent(sent.Content, sent.Notification.Sender, OneClickUnsubscribeUrl: null, sent.Subject!),
                sent.Notification.Id,
                sent.Notification.Reference,
                new Dictionary<string, string>(),
                ScheduledFor: null,
                Template(sent, url),
                Uri(sent, url)),
            NotificationsJson.Default.SendEmailAnswer);
    }

    private static async Task<IResult> SendSmsAsync(
        HttpRequest http, ApiCaller caller, SendSms sendSms, NationPack nation, PublicUrl url, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(http, Channel.Sms, nation, cancellationToken)).TryGet(out var request, out var refusal)
            || !(await sendSms.HandleAsync(caller, request, cancellationToken)).TryGet(out var sent, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return Created(
            new SendSmsAnswer(
                new SmsContent(sent.Content, sent.Notification.Sender),
                sent.Notification.Id,
                sent.Notification.Reference,
                ScheduledFor: null,
                Template(sent, url),
                Uri(sent, url)),
            NotificationsJson.Default.SendSmsAnswer);
    }

    private static async Task<Result<SendRequest>> ReadAsync(HttpRequest http, Channel channel, NationPack nation, CancellationToken cancellationToken) =>
        (await RequestBody.ReadAsync(http, cancellationToken)).TryGet(out var body, out var refusal)
            ? SendSchema.Read(body, channel, nation)
            : refusal;

    private static TemplateReference Template(AcceptedSend sent, PublicUrl url) =>
        new(sent.Template.Id, url.To($"/services/{sent.Notification.ServiceId}/templates/{sent.Template.Id}"), sent.Template.Version);

    private static string Uri(AcceptedSend sent, PublicUrl url) => url.To($"/v2/notifications/{sent.Notification.Id}");

    private static IResult Created<T>(T answer, JsonTypeInfo<T> type) =>
        Results.Json(answer, type, "application/json", StatusCodes.Status201Created);
}
