using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Templates.Sms;
using Notify.Data.Templates;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Limits;

namespace Notify.Server.Features.Notifications;

/// <summary>Accepts one text message: checks it and stores it, due at once.</summary>
public sealed class SendSms(
    TemplateStore templates, ParsedTemplates parsed, AcceptedNotifications accepted, DailyLimits daily, NationPack nation, SmsEncodingRules encoding, TimeProvider time)
{
    /// <summary>What services may do until permissions are stored with them: send at home, to mobiles.</summary>
    private static readonly PhonePermissions Permissions = new(International: false, Landlines: false);

    /// <param name="remember">Makes the answer to remember under the request's <c>Idempotency-Key</c>; null without one.</param>
    /// <returns>What was accepted, or the refusal to send back.</returns>
    /// <remarks>Returns after commit: what has an id is never lost.</remarks>
    public async Task<Result<AcceptedSend>> HandleAsync(
        ApiCaller caller, SendRequest request, Func<AcceptedSend, RememberedAnswer>? remember, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (!(await TemplateForSending.FindAsync(templates, caller, request, Channel.Sms, cancellationToken)).TryGet(out var template, out var refusal))
        {
            return refusal;
        }

        var sms = parsed.Parse(template).Sms!;
        if (sms.MissingFrom(request.Personalisation) is { Count: > 0 } missing)
        {
            return NotifyError.MissingPersonalisation(missing);
        }

        var message = sms.Render(request.Personalisation, caller.Service.PrefixSms ? caller.Service.Name : null, encoding);
        if (message.IsEmpty)
        {
            return NotifyError.EmptyMessage;
        }

        var number = request.PhoneNumber!;
        if (TemplateForSending.KeyRefusal(caller) is { } keyRefusal)
        {
            return keyRefusal;
        }

        if (number.Refusal(nation.PhoneRules, Permissions) is { } numberRefusal)
        {
            return numberRefusal;
        }

        if (!number.IsDomestic && await daily.CheckAsync(caller.Service, DailyKind.InternationalSms, caller.Key.Type, cancellationToken) is { } full)
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
            Lane = Lane.Normal,
            KeyType = caller.Key.Type,
            ApiKeyId = caller.Key.Id,
            TemplateId = template.Id,
            TemplateVersion = template.Version,
            Recipient = number.E164,
            RecipientAsSent = number.AsSent,
            Personalisation = request.Personalisation.IsEmpty ? default : request.Personalisation.ToJson(),
            Reference = request.Reference,
            Sender = nation.Sms.Senders.Default,
            International = number.IsInternational,
            RateMultiplier = (short)number.RateMultiplier,
            CreatedAt = TemplateForSending.Now(time),
        };
        return await accepted.CommitAsync(
            new AcceptedSend(notification, template, message.Content, Subject: null),
            DailyAllowance.For(caller.Service, caller.Key.Type, DailyKind.Sms, abroad: !number.IsDomestic),
            remember,
            cancellationToken);
    }
}
