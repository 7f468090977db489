using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Templates.Email;
using Notify.Data.Notifications;
using Notify.Data.Templates;
using Notify.Providers.Email;
using Notify.Server.Delivery.Providers;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>Renders one e-mail and hands it to the provider of the channel.</summary>
public sealed class EmailSender(
    IEnumerable<IEmailProvider> providers, ProviderChoice choice, ParsedTemplates templates, EmailEnvelope envelope, NationPack nation, UnsubscribeLinks unsubscribeLinks)
{
    private readonly EnvelopeModel _look = Envelopes.Look(nation);
    private readonly Dictionary<string, IEmailProvider> _providers = providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

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

        if (notification.KeyType == KeyType.Test)
        {
            return SimulatedAttempts.Email(notification, nation);
        }

        if (await templates.FindAsync(notification.ServiceId, notification.TemplateId, notification.TemplateVersion, cancellationToken) is not { Email: { } template })
        {
            return SimulatedAttempts.TemplateGone;
        }

        // In the body always our own address: the service's is for mail programs, and need not show people anything.
        var unsubscribe = notification.HasUnsubscribeLink ? unsubscribeLinks.For(notification) : null;
        var message = template.Render(Values.Of(notification), unsubscribe);
        var isUrgent = lane == Lane.Priority;
        using var hold = choice.Pick(Channel.Email, claim.FailedProvider, isUrgent: isUrgent)
            ?? await choice.WaitAsync(Channel.Email, claim.FailedProvider, isUrgent: isUrgent, cancellationToken: cancellationToken);
        if (hold is null)
        {
            return null;
        }

        var provider = _providers[hold.Name];
        var outcome = hold.Report(await provider.SendAsync(
            new OutboundEmail
            {
                NotificationId = notification.Id,
                ServiceId = notification.ServiceId,
                MayStillGo = hold.Begin(mayStillGo),
                IsUrgent = isUrgent,
                To = Core.Recipients.EmailAddress.TryParse(notification.RecipientAsSent, out var address, out _) ? address.AsciiAddress : notification.Recipient,
                From = notification.Sender,
                FromName = claim.ServiceName,
                ReplyTo = notification.ReplyTo,
                UnsubscribeUrl = notification.UnsubscribeUrl ?? unsubscribe,
                Subject = message.Subject,
                PlainText = envelope.RenderPlainText(message, _look),
                Html = envelope.Render(message, _look),
                Language = nation.DefaultLanguage,
            },
            cancellationToken));
        if (outcome == SendOutcome.TooLate)
        {
            return null;
        }

        return new SendAttempt(outcome, provider.Name, provider.AcceptedIsDelivered) { Elsewhere = choice.HasOther(Channel.Email, provider.Name) };
    }
}
