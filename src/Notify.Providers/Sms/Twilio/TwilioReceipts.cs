using System.Globalization;
using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Sms.Twilio;

/// <summary>What Twilio's words about a message mean.</summary>
public static class TwilioReceipts
{
    /// <param name="status">Twilio's <c>MessageStatus</c>.</param>
    /// <param name="errorCode">May ride on a status that is no failure, where it means nothing.</param>
    /// <returns>A receipt; one without a status where Twilio's word is not final or not known.</returns>
    public static DeliveryReceipt Of(Guid notificationId, string sid, string status, int? errorCode)
    {
        ArgumentNullException.ThrowIfNull(status);
        var failed = status is "undelivered" or "failed";
        var error = failed && errorCode is { } code ? TwilioErrors.Find(code) : null;
        return new DeliveryReceipt
        {
            Provider = TwilioSmsProvider.ProviderName,
            NotificationId = notificationId,
            ProviderReference = sid,
            Status = status switch
            {
                "delivered" => NotificationStatus.Delivered,
                "canceled" => NotificationStatus.TechnicalFailure,
                "undelivered" or "failed" when error?.Receipt is { } word => NotificationStatusNames.Parse(word),
                "undelivered" => NotificationStatus.TemporaryFailure,
                "failed" => errorCode is null or 0 ? NotificationStatus.TechnicalFailure : NotificationStatus.TemporaryFailure,

                // "sent" says that the next carrier has it: not our "sent", which is final.
                _ => null,
            },
            Code = status switch
            {
                "undelivered" or "failed" => TwilioErrors.Code(errorCode ?? 0) ?? new ProviderCode(status, IsKnown: true),
                "delivered" or "canceled" or "sent" or "accepted" or "scheduled" or "queued" or "sending" => null,
                _ => ProviderCode.Unknown(status),
            },
            Kind = error switch
            {
                { OptedOut: true } => ReceiptKind.OptedOut,
                { Hard: true } => ReceiptKind.HardBounce,
                _ => ReceiptKind.Status,
            },
            Reason = failed && errorCode is > 0
                ? $"{status}: {TwilioErrors.Reason(errorCode.Value.ToString(CultureInfo.InvariantCulture), error?.Text)}"
                : status.Length > 40 ? status[..40] : status,
        };
    }
}
