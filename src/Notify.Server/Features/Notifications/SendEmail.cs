using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Files;

namespace Notify.Server.Features.Notifications;

/// <summary>Accepts one e-mail: checks it and stores it.</summary>
public sealed class SendEmail(
    TemplateForSending templates, SendChecks checks, FilesByEmail files, AcceptedNotifications accepted, NationPack nation, TimeProvider time)
{
    /// <param name="remember">Makes the answer to remember under the request's <c>Idempotency-Key</c>; null without one.</param>
    /// <returns>What was accepted, or the refusal to send back: the first check that fails, in the contract's order.</returns>
    /// <remarks>Returns after commit: what has an id is never lost.</remarks>
    public async Task<Result<AcceptedSend>> HandleAsync(
        ApiCaller caller, SendRequest request, Func<AcceptedSend, RememberedAnswer>? remember, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (!caller.Service.May(ServicePermission.Email))
        {
            return NotifyError.NotAllowedToSend("emails");
        }

        var sanitised = AcceptedSend.NothingSanitised;
        var personalisation = request.SanitiseContentFor.Count == 0
            ? request.Personalisation
            : request.Personalisation.Sanitise(request.SanitiseContentFor, out sanitised);

        if (!(await templates.FindAsync(caller, request, Channel.Email, cancellationToken)).TryGet(out var template, out var refusal))
        {
            return refusal;
        }

        var email = template.Parsed.Email!;
        if (email.MissingFrom(personalisation) is { Count: > 0 } missing)
        {
            return NotifyError.MissingPersonalisation(missing);
        }

        var message = email.Fill(personalisation.WithFilesMarked());
        if (message.IsEmpty)
        {
            return NotifyError.EmptyMessage;
        }

        var address = request.EmailAddress!;
        if (SendChecks.ReplyTo(caller, request.SenderId, out var replyTo) is { } unknown)
        {
            return unknown;
        }

        if (checks.Stranger(caller, address.Value) is { } stranger)
        {
            return stranger;
        }

        var isSimulated = nation.IsSimulated(address);
        if (personalisation.HasFiles)
        {
            if (!(await files.HandleAsync(caller.Service, personalisation, address.Value, isSimulated, cancellationToken)).TryGet(out personalisation, out refusal))
            {
                return refusal;
            }

            message = email.Fill(personalisation);
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
            Lane = caller.Key.Priority.LaneFor(template.Newest.Lane),
            KeyType = caller.Key.Type,
            ApiKeyId = caller.Key.Id,
            TemplateId = template.Id,
            TemplateVersion = template.Version,
            Recipient = address.Normalised,
            RecipientAsSent = address.Value,
            Personalisation = personalisation.IsEmpty ? default : personalisation.ToJson(),
            Reference = request.Reference,
            Sender = $"{SenderLocalPart.FromName(caller.Service.Name, nation.Email.LocalPart)}@{nation.Email.Domain}",
            ReplyTo = replyTo,
            UnsubscribeUrl = request.UnsubscribeUrl,
            HasUnsubscribeLink = template.Newest.HasUnsubscribeLink,
            ScheduledFor = request.ScheduledFor,
            CreatedAt = SendChecks.Now(time),
        };
        return await accepted.CommitAsync(
            new AcceptedSend(notification, message.Content, message.Subject, sanitised),
            isSimulated,
            DailyAllowance.For(caller.Service, caller.Key.Type, DailyKind.Email),
            remember,
            cancellationToken);
    }
}
