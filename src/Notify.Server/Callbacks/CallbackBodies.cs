using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Data.Callbacks;
using Notify.Server.Features.Notifications;

namespace Notify.Server.Callbacks;

/// <summary>Writes what receivers read: the contract's members in its order, a notification's with the reason behind them.</summary>
internal static class CallbackBodies
{
    public static byte[] Write(CallbackSubject subject) => subject switch
    {
        CallbackSubject.DeliveryStatus status => JsonSerializer.SerializeToUtf8Bytes(
            new DeliveryStatusBody(
                status.Id,
                status.Reference,
                status.To,
                status.Status,
                WireTime.Of(status.CreatedAt),
                WireTime.OrNull(status.CompletedAt),
                WireTime.OrNull(status.SentAt),
                status.Channel,
                status.TemplateId,
                status.TemplateVersion,
                status.Reason),
            CallbacksJson.Default.DeliveryStatusBody),
        CallbackSubject.ReceivedText text => JsonSerializer.SerializeToUtf8Bytes(
            new ReceivedTextBody(text.Id, text.SourceNumber, text.DestinationNumber, text.Message, WireTime.Of(text.ReceivedAt)),
            CallbacksJson.Default.ReceivedTextBody),
        CallbackSubject.Complaint complaint => JsonSerializer.SerializeToUtf8Bytes(
            new ComplaintBody(complaint.NotificationId, complaint.Id, complaint.Reference, complaint.To, WireTime.Of(complaint.ComplainedAt)),
            CallbacksJson.Default.ComplaintBody),
        _ => throw new InvalidOperationException($"Unknown subject {subject}"),
    };
}

internal sealed record DeliveryStatusBody(
    Guid Id,
    string? Reference,
    string To,
    string Status,
    string CreatedAt,
    string? CompletedAt,
    string? SentAt,
    string NotificationType,
    Guid TemplateId,
    int TemplateVersion,
    string? StatusReason);

internal sealed record ReceivedTextBody(Guid Id, string SourceNumber, string DestinationNumber, string Message, string DateReceived);

internal sealed record ComplaintBody(Guid NotificationId, Guid ComplaintId, string? Reference, string To, string ComplaintDate);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeliveryStatusBody))]
[JsonSerializable(typeof(ReceivedTextBody))]
[JsonSerializable(typeof(ComplaintBody))]
internal sealed partial class CallbacksJson : JsonSerializerContext;
