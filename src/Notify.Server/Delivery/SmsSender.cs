using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.ReceivedTexts;
using Notify.Core.Services;
using Notify.Core.Templates.Sms;
using Notify.Data.Notifications;
using Notify.Data.Templates;
using Notify.Providers.Sms;
using Notify.Server.Delivery.Providers;

namespace Notify.Server.Delivery;

/// <summary>Renders one text message and hands it to the provider of the channel.</summary>
public sealed class SmsSender(
    IEnumerable<ISmsProvider> providers,
    ProviderChoice choice,
    ParsedTemplates templates,
    SmsEncodingRules encoding,
    NationPack nation,
    IOptions<DeliveryOptions> options,
    TimeProvider time)
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

        // A carrier that is not used any more keeps nothing.
        var keeper = claim.KeptBy is { } kept && choice.IsUsed(Channel.Sms, kept) ? kept : null;
        bool CanCarry(string name) =>
            (keeper is null || keeper == name) && (!notification.International || _providers[name].CarriesInternational);
        var isUrgent = lane == Lane.Priority;
        var free = choice.Pick(Channel.Sms, claim.FailedProvider, CanCarry, isUrgent);
        if (free is null && choice.Room(Channel.Sms, isUrgent) > 0 && (keeper is not null || (notification.International && choice.IsShut(Channel.Sms, CanCarry))))
        {
            // Others of the channel work: given back as it is, this text would be claimed again at once, in front of all that they could carry.
            var waited = keeper is not null ? $"{keeper}, which may have it already, takes none now" : "no provider that carries texts abroad takes any now";
            return new SendAttempt(new SendOutcome.Unavailable(waited, ProviderFault.None) { IsUntried = true }, SendAttempt.Nobody, AcceptedIsDelivered: false);
        }

        using var hold = free ?? await choice.WaitAsync(Channel.Sms, claim.FailedProvider, CanCarry, isUrgent, cancellationToken);
        if (hold is null)
        {
            return null;
        }

        var provider = _providers[hold.Name];
        var timeLeft = options.Value.GiveUpAfterIn(lane) - claim.AgeNow(time);
        // Half of the time left at most, so that another carrier has its turn when this one has stopped trying.
        var validity = provider.Validity(isUrgent);
        validity = isUrgent ? Least(validity, timeLeft) : Least(validity, timeLeft / 2);
        var outcome = hold.Report(await provider.SendAsync(
            new OutboundSms
            {
                NotificationId = notification.Id,
                ServiceId = notification.ServiceId,
                MayStillGo = hold.Begin(mayStillGo),
                To = notification.Recipient,
                Sender = InboundNumber.AsSender(notification.Sender, nation.PhoneRules),
                Text = message.Text,
                Unicode = message.Encoding == SmsEncoding.Ucs2,
                Fragments = message.Fragments,
                IsUrgent = isUrgent,
                Validity = validity,
            },
            cancellationToken));
        if (outcome == SendOutcome.TooLate)
        {
            return null;
        }

        return new SendAttempt(outcome, provider.Name, provider.AcceptedIsDelivered, (short)message.Fragments)
        {
            Validity = isUrgent ? null : validity,
            Elsewhere = choice.HasOther(Channel.Sms, provider.Name, CanCarry),
        };
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
