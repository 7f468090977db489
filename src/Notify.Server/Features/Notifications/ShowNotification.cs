using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;
using Notify.Data.Notifications;
using Notify.Data.Templates;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications;

/// <summary>Shows one notification of a service: rendered again from the template version and the values it was accepted with.</summary>
public sealed class ShowNotification(
    NotificationStore notifications, ParsedTemplates templates, NationPack nation, SmsEncodingRules encoding, PublicUrl url)
{
    internal async Task<Result<NotificationAnswer>> HandleAsync(Guid serviceId, Guid id, CancellationToken cancellationToken)
    {
        if (await notifications.FindAsync(serviceId, id, cancellationToken) is not { } notification
            || await templates.FindAsync(serviceId, notification.TemplateId, notification.TemplateVersion, cancellationToken) is not { } template)
        {
            return NotifyError.NoResultFound;
        }

        var personalisation = notification.Personalisation.IsEmpty ? Personalisation.Empty : Personalisation.FromJson(notification.Personalisation.Span);
        var email = template.Email?.Fill(personalisation);
        var body = email?.Content ?? template.Sms!.Render(personalisation, prefix: null, encoding).Content;
        var isEmail = notification.Channel == Channel.Email;
        var isReady = IsCostReady(notification);
        return new NotificationAnswer
        {
            Body = body,
            CompletedAt = NotificationStatusRules.IsFinal(notification.Status) && notification.UpdatedAt is { } completed ? WireTime.Of(completed) : null,
            CostDetails = isEmail || !isReady ? new Dictionary<string, object>() : CostDetails(notification),
            CostInPounds = isEmail ? 0.0 : isReady ? (notification.Fragments ?? 0) * notification.RateMultiplier * SmsRate : null,
            CreatedAt = WireTime.Of(notification.CreatedAt),
            EmailAddress = isEmail ? notification.RecipientAsSent : null,
            Id = notification.Id,
            IsCostDataReady = isReady,
            PhoneNumber = isEmail ? null : notification.RecipientAsSent,
            Reference = notification.Reference,
            SentAt = notification.SentAt is { } sent ? WireTime.Of(sent) : null,
            Status = notification.Status.Wire(),
            Subject = email?.Subject,
            Template = new TemplateReference(
                notification.TemplateId,
                url.To($"/v2/template/{notification.TemplateId}/version/{notification.TemplateVersion}"),
                notification.TemplateVersion),
            Type = notification.Channel.Wire(),
        };
    }

    private double SmsRate => (double)nation.Money.SmsRate;

    /// <summary>A text's cost is known once its fragments were counted, or when it will never have any.</summary>
    private static bool IsCostReady(Notification notification) =>
        notification.Channel == Channel.Email || notification.Fragments is not null || notification.Status != NotificationStatus.Created;

    private Dictionary<string, object> CostDetails(Notification notification) => new()
    {
        ["billable_sms_fragments"] = (int)(notification.Fragments ?? 0),
        ["international_rate_multiplier"] = (double)notification.RateMultiplier,
        ["sms_rate"] = SmsRate,
    };
}
