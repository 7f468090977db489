using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications;

/// <summary>The checks that follow from who sends to whom, the same for both channels.</summary>
public sealed class SendChecks(NationPack nation, IOptions<PublicOptions> options)
{
    /// <summary>The reply-to address that a request names, or the service's default.</summary>
    /// <param name="address">Null when the service has none.</param>
    internal static NotifyError? ReplyTo(ApiCaller caller, IdMember? named, out string? address)
    {
        address = null;
        if (named is { IsStorable: false })
        {
            return NotifyError.NoSuchData;
        }

        var replyTos = caller.Account.ReplyTos;
        var chosen = named is null ? replyTos.FirstOrDefault(replyTo => replyTo.IsDefault) : replyTos.FirstOrDefault(replyTo => replyTo.Id == named.Id);
        address = chosen?.Address;
        return named is not null && chosen is null ? NotifyError.SenderNotFound("email_reply_to_id", named.Text, caller.ServiceId) : null;
    }

    /// <summary>The sender that a request for a text names, the service's default, or the nation's.</summary>
    /// <param name="sender">Digits with country code for a number, else as stored.</param>
    internal NotifyError? TextSender(ApiCaller caller, IdMember? named, out string sender)
    {
        sender = "";
        if (named is { IsStorable: false })
        {
            return NotifyError.NoSuchData;
        }

        var senders = caller.Account.TextSenders;
        var chosen = named is null ? senders.FirstOrDefault(sender => sender.IsDefault) : senders.FirstOrDefault(sender => sender.Id == named.Id);
        sender = RecipientFormat.Format(chosen?.Sender ?? nation.Sms.Senders.Default, nation.PhoneRules);
        return named is not null && chosen is null ? NotifyError.SenderNotFound("sms_sender_id", named.Text, caller.ServiceId) : null;
    }

    /// <summary>Whether a team key, or trial mode, keeps a recipient from being written to. Simulated recipients are strangers like any other.</summary>
    internal NotifyError? Stranger(ApiCaller caller, string recipient)
    {
        var (guests, refusal) = Guests(caller);
        return guests is null || guests.Names(recipient) ? null : refusal;
    }

    /// <summary>The only people that a team key, or a service in trial mode, may write to, and what is answered for all others.</summary>
    /// <returns>Null for both where everybody may be written to.</returns>
    internal (GuestList? Guests, NotifyError? Refusal) Guests(ApiCaller caller)
    {
        var isTeamKey = caller.Key.Type == KeyType.Team;
        return caller.Key.Type == KeyType.Test || !(isTeamKey || caller.Service.TrialMode)
            ? (null, null)
            : (new GuestList(caller.Account.OwnRecipients, nation.PhoneRules), isTeamKey ? NotifyError.TeamKeyOnly : NotifyError.TrialMode(options.Value.TrialModeUrl));
    }

    /// <summary>Times are kept to the microsecond, as PostgreSQL keeps them.</summary>
    internal static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
