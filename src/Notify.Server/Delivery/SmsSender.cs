using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Templates.Sms;
using Notify.Data.Notifications;
using Notify.Data.Templates;
using Notify.Providers.Sms;
using Notify.Server.Delivery.Providers;

namespace Notify.Server.Delivery;

/// <summary>Renders one text message and hands it to the provider of the channel.</summary>
public sealed class SmsSender(
    IEnumerable<ISmsProvider> providers, ProviderChoice choice, ParsedTemplates templates, SmsEncodingRules encoding, NationPack nation)
{
    private readonly Dictionary<string, ISmsProvider> _providers = providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <param name="mayStillGo">Asked before the wire: whether the claim still stands.</param>
    /// <returns>What came of it; null when no provider would take it now, and nothing was tried.</returns>
    public async Task<SendAttempt?> SendAsync(ClaimedNotification claim, Lane lane, Func<bool> mayStillGo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var notification = claim.Notification;
        if (SimulatedAttempts.Instead(claim) is { } instead)
        {
            return instead;
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

        bool CanCarry(string name) => !notification.International || _providers[name].CarriesInternational;
        using var hold = choice.Pick(Channel.Sms, claim.FailedProvider, CanCarry, isUrgent: lane == Lane.Priority);
        if (hold is null && notification.International && choice.Room(Channel.Sms) > 0 && choice.IsShut(Channel.Sms, CanCarry))
        {
            // Others of the channel work: given back as it is, this text would be claimed again at once, in front of all that they could carry.
            return new SendAttempt(
                new SendOutcome.Unavailable("no provider that carries texts abroad takes any now", ProviderFault.None), "none", AcceptedIsDelivered: false);
        }

        if (hold is null)
        {
            return null;
        }

        var provider = _providers[hold.Name];
        var outcome = hold.Report(await provider.SendAsync(
            new OutboundSms
            {
                NotificationId = notification.Id,
                ServiceId = notification.ServiceId,
                MayStillGo = mayStillGo,
                To = notification.Recipient,
                Sender = notification.Sender,
                Text = message.Text,
                Unicode = message.Encoding == SmsEncoding.Ucs2,
                Fragments = message.Fragments,
                IsUrgent = lane == Lane.Priority,
            },
            cancellationToken));
        return new SendAttempt(outcome, provider.Name, provider.AcceptedIsDelivered, (short)message.Fragments)
        {
            Elsewhere = choice.HasOther(Channel.Sms, provider.Name, CanCarry),
        };
    }
}
