using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Data.Templates;
using Notify.Server.Features.ApiKeys;

namespace Notify.Server.Features.Notifications;

/// <summary>Accepts one e-mail: checks it and stores it, due at once.</summary>
public sealed class SendEmail(
    TemplateStore templates, ParsedTemplates parsed, AcceptedNotifications accepted, NationPack nation, TimeProvider time)
{
    /// <param name="remember">Makes the answer to remember under the request's <c>Idempotency-Key</c>; null without one.</param>
    /// <returns>What was accepted, or the refusal to send back.</returns>
    /// <remarks>Returns after commit: what has an id is never lost.</remarks>
    public async Task<Result<AcceptedSend>> HandleAsync(
        ApiCaller caller, SendRequest request, Func<AcceptedSend, RememberedAnswer>? remember, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (!(await TemplateForSending.FindAsync(templates, caller, request, Channel.Email, cancellationToken)).TryGet(out var template, out var refusal))
        {
            return refusal;
        }

        var email = parsed.Parse(template).Email!;
        if (email.MissingFrom(request.Personalisation) is { Count: > 0 } missing)
        {
            return NotifyError.MissingPersonalisation(missing);
        }

        var message = email.Fill(request.Personalisation);
        if (message.IsEmpty)
        {
            return NotifyError.EmptyMessage;
        }

        if (TemplateForSending.KeyRefusal(caller) is { } keyRefusal)
        {
            return keyRefusal;
        }

        if (message.IsTooLong)
        {
            return NotifyError.EmailTooLong(message.Bytes);
        }

        var notification = new NewNotification
        {
            Id = Ids.New(time),
            ServiceId = caller.ServiceId,
            Channel = Channel.Email,
            Lane = Lane.Normal,
            KeyType = caller.Key.Type,
            ApiKeyId = caller.Key.Id,
            TemplateId = template.Id,
            TemplateVersion = template.Version,
            Recipient = request.EmailAddress!.Normalised,
            RecipientAsSent = request.EmailAddress.Value,
            Personalisation = request.Personalisation.IsEmpty ? default : request.Personalisation.ToJson(),
            Reference = request.Reference,
            Sender = $"{SenderLocalPart.FromName(caller.Service.Name, nation.Email.LocalPart)}@{nation.Email.Domain}",
            CreatedAt = TemplateForSending.Now(time),
        };
        return await accepted.CommitAsync(
            new AcceptedSend(notification, template, message.Content, message.Subject),
            DailyAllowance.For(caller.Service, caller.Key.Type, DailyKind.Email),
            remember,
            cancellationToken);
    }
}
