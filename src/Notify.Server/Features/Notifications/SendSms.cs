using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Files;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Templates.Sms;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Limits;

namespace Notify.Server.Features.Notifications;

/// <summary>Accepts one text message: checks it and stores it.</summary>
public sealed class SendSms(
    TemplateForSending templates, SendChecks checks, AcceptedNotifications accepted, DailyLimits daily, NationPack nation, SmsEncodingRules encoding, TimeProvider time)
{
    /// <param name="remember">Makes the answer to remember under the request's <c>Idempotency-Key</c>; null without one.</param>
    /// <returns>What was accepted, or the refusal to send back: the first check that fails, in the contract's order.</returns>
    /// <remarks>Returns after commit: what has an id is never lost.</remarks>
    public async Task<Result<AcceptedSend>> HandleAsync(
        ApiCaller caller, SendRequest request, Func<AcceptedSend, RememberedAnswer>? remember, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var service = caller.Service;
        if (!service.May(ServicePermission.Sms))
        {
            return NotifyError.NotAllowedToSend("text messages");
        }

        if (!(await templates.FindAsync(caller, request, Channel.Sms, cancellationToken)).TryGet(out var template, out var refusal))
        {
            return refusal;
        }

        var sms = template.Parsed.Sms!;
        if (sms.MissingFrom(request.Personalisation) is { Count: > 0 } missing)
        {
            return NotifyError.MissingPersonalisation(missing);
        }

        var message = sms.Render(request.Personalisation.WithFilesMarked(), service.PrefixSms ? service.Name : null, encoding);
        if (message.IsEmpty)
        {
            return NotifyError.EmptyMessage;
        }

        if (request.Personalisation.HasFiles)
        {
            return FileRefusals.OnlyByEmail;
        }

        var number = request.PhoneNumber!;
        if (checks.TextSender(caller, request.SenderId, out var sender) is { } unknown)
        {
            return unknown;
        }

        if (checks.Stranger(caller, number.AsSent) is { } stranger)
        {
            return stranger;
        }

        var permissions = new PhonePermissions(service.May(ServicePermission.InternationalSms), service.May(ServicePermission.SmsToLandlines));
        if (number.Refusal(nation.PhoneRules, permissions) is { } numberRefusal)
        {
            return numberRefusal;
        }

        if (!number.IsDomestic && await daily.CheckAsync(service, DailyKind.InternationalSms, caller.Key.Type, cancellationToken) is { } full)
        {
            return full;
        }

        if (message.IsTooLong)
        {
            return NotifyError.TextTooLong(message.MaxCharacters, message.CharacterCount);
        }

        var notification = new NewNotification
        {
            Id = Ids.New(time),
            ServiceId = caller.ServiceId,
            Channel = Channel.Sms,
            Lane = caller.Key.Priority.LaneFor(template.Newest.Lane),
            KeyType = caller.Key.Type,
            ApiKeyId = caller.Key.Id,
            TemplateId = template.Id,
            TemplateVersion = template.Version,
            Recipient = number.E164,
            RecipientAsSent = number.AsSent,
            Personalisation = request.Personalisation.IsEmpty ? default : request.Personalisation.ToJson(),
            Reference = request.Reference,
            Sender = sender,
            International = number.IsInternational,
            RateMultiplier = (short)number.RateMultiplier,
            ScheduledFor = request.ScheduledFor,
            CreatedAt = SendChecks.Now(time),
        };
        return await accepted.CommitAsync(
            new AcceptedSend(notification, message.Content, Subject: null, AcceptedSend.NothingSanitised),
            nation.IsSimulated(number),
            DailyAllowance.For(caller.Service, caller.Key.Type, DailyKind.Sms, abroad: !number.IsDomestic),
            remember,
            cancellationToken);
    }
}
