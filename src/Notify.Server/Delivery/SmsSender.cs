using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Templates.Sms;
using Notify.Data.Notifications;
using Notify.Data.Templates;
using Notify.Providers.Sms;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>Renders one text message and hands it to the provider of the channel.</summary>
public sealed class SmsSender(
    IEnumerable<ISmsProvider> providers, IOptions<DeliveryOptions> options, ParsedTemplates templates, SmsEncodingRules encoding, NationPack nation)
{
    private readonly ISmsProvider _provider = providers.FirstOrDefault(provider => provider.Name == options.Value.SmsProvider)
        ?? throw new RefusedException($"There is no provider of texts '{options.Value.SmsProvider}' set up: see {DeliveryOptions.Section}:SmsProvider");

    public async Task<SendAttempt> SendAsync(ClaimedNotification claim, Lane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var notification = claim.Notification;
        if (!claim.ServiceActive)
        {
            return SimulatedAttempts.ServiceArchived;
        }

        if (claim.Suppressed is { } reason)
        {
            return SimulatedAttempts.Suppressed(reason);
        }

        if (await templates.FindAsync(notification.ServiceId, notification.TemplateId, notification.TemplateVersion, cancellationToken) is not { Sms: { } template })
        {
            return SimulatedAttempts.TemplateGone;
        }

        var message = template.Render(Values.Of(notification), claim.PrefixSms ? claim.ServiceName : null, encoding);
        if (notification.KeyType == KeyType.Test)
        {
            return SimulatedAttempts.Sms(notification, nation) with { Fragments = (short)message.Fragments };
        }

        var outcome = await _provider.SendAsync(
            new OutboundSms
            {
                NotificationId = notification.Id,
                ServiceId = notification.ServiceId,
                To = notification.Recipient,
                Sender = notification.Sender,
                Text = message.Text,
                Unicode = message.Encoding == SmsEncoding.Ucs2,
                Fragments = message.Fragments,
                IsUrgent = lane == Lane.Priority,
            },
            cancellationToken);
        return new SendAttempt(outcome, _provider.Name, _provider.AcceptedIsDelivered, (short)message.Fragments);
    }
}
