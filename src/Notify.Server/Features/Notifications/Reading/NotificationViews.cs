using System.Text.Json;
using Notify.Core.Money;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;
using Notify.Data.Templates;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>Shows notifications as the API does: rendered again from the template version and the values they were accepted with.</summary>
public sealed class NotificationViews(
    ParsedTemplates templates, CurrentRates rates, UnsubscribeLinks unsubscribeLinks, NationPack nation, SmsEncodingRules encoding, PublicUrl url)
{
    /// <summary>Members of a letter's address stand among its values.</summary>
    private static readonly PlaceholderText[] AddressLines = [.. Enumerable.Range(1, 6).Select(line => PlaceholderText.Parse($"((address_line_{line}))"))];

    private static readonly PlaceholderText Postcode = PlaceholderText.Parse("((postcode))");

    /// <returns>Null when the template version is gone, which retention never lets happen.</returns>
    internal async Task<NotificationAnswer?> ShowAsync(
        ShownNotification shown, IncludedMembers include, string? reason, CancellationToken cancellationToken)
    {
        var notification = shown.Notification;
        if (await templates.FindAsync(notification.ServiceId, notification.TemplateId, notification.TemplateVersion, cancellationToken) is not { } template)
        {
            return null;
        }

        var values = notification.Personalisation.IsEmpty ? Personalisation.Empty : Personalisation.FromJson(notification.Personalisation.Span);
        var email = template.Email?.Fill(values);
        var cost = NotificationCost.Of(notification, await rates.ReadAsync(cancellationToken), nation.Money.SmsRate);
        var isLetter = notification.Channel == Channel.Letter;
        return new NotificationAnswer
        {
            Body = email?.Content ?? template.Sms!.Render(values, prefix: null, encoding).Content,
            CompletedAt = IsCompleted(notification.Status) ? WireTime.OrNull(notification.UpdatedAt) : null,
            CostDetails = CostDetails(cost, notification),
            CostInPounds = (double?)cost.Amount,
            CreatedAt = WireTime.Of(notification.CreatedAt),
            CreatedByName = shown.CreatedByName,
            EmailAddress = notification.Channel == Channel.Email ? notification.RecipientAsSent : null,
            EstimatedDelivery = isLetter ? WireTime.Of(Letters.EstimatedDelivery(notification.CreatedAt, notification.Postage)) : null,
            Html = include.Html ? JsonSerializer.SerializeToElement(Html(notification, template, values), NotificationsJson.Default.String) : null,
            Id = notification.Id,
            IsCostDataReady = cost.IsReady,
            Line1 = Line(0),
            Line2 = Line(1),
            Line3 = Line(2),
            Line4 = Line(3),
            Line5 = Line(4),
            Line6 = Line(5),
            OneClickUnsubscribeUrl = notification.UnsubscribeUrl ?? (notification.HasUnsubscribeLink ? unsubscribeLinks.For(notification) : null),
            PhoneNumber = notification.Channel == Channel.Sms ? notification.RecipientAsSent : null,
            Postage = isLetter ? notification.Postage : null,
            Postcode = isLetter ? Value(Postcode, values) : null,
            Reference = notification.Reference,
            SentAt = WireTime.OrNull(notification.SentAt),
            Status = isLetter ? Letters.ShownStatus(notification.Status) : notification.Status.Wire(),
            StatusReason = include.StatusReason ? JsonSerializer.SerializeToElement(reason, NotificationsJson.Default.String) : null,
            Subject = email?.Subject,
            Template = new TemplateReference(
                notification.TemplateId,
                url.To($"/v2/template/{notification.TemplateId}/version/{notification.TemplateVersion}"),
                notification.TemplateVersion),
            Type = notification.Channel.Wire(),
        };

        string? Line(int number) => isLetter ? Value(AddressLines[number], values) : null;
    }

    private static string? Html(Notification notification, ParsedTemplate template, Personalisation values) =>
        notification.Channel == Channel.Email ? template.Email!.Render(values).HtmlBody : null;

    private static string? Value(PlaceholderText placeholder, Personalisation values) =>
        values.Has(placeholder.Placeholders[0].Name) ? placeholder.Fill(values, new FillOptions()) : null;

    private static bool IsCompleted(NotificationStatus status) =>
        NotificationStatusRules.IsFinal(status) && status != NotificationStatus.VirusScanFailed;

    /// <summary>Clients read whole numbers here, but for the rate.</summary>
    private static Dictionary<string, object?> CostDetails(NotificationCost cost, Notification notification) => cost switch
    {
        { Fragments: { } fragments } => new()
        {
            ["billable_sms_fragments"] = fragments,
            ["international_rate_multiplier"] = (double?)cost.RateMultiplier,
            ["sms_rate"] = (double?)cost.SmsRate,
        },
        { Sheets: { } sheets } => new() { ["billable_sheets_of_paper"] = sheets, ["postage"] = notification.Postage },
        _ => [],
    };
}
