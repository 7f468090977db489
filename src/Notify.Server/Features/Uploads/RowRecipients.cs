using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;

namespace Notify.Server.Features.Uploads;

/// <summary>A recipient of a row that may be written to.</summary>
/// <param name="Normalised">E.164, or the address in lower case.</param>
/// <param name="IsInternational">The number has another calling code.</param>
/// <param name="IsAbroad">A text to it counts among those abroad.</param>
/// <param name="IsSimulated">It is one of the nation's examples: nothing is sent to it.</param>
internal sealed record RowRecipient(string Normalised, string AsSent, bool IsInternational, short RateMultiplier, bool IsAbroad, bool IsSimulated);

/// <summary>Judges recipients as single sends do.</summary>
/// <param name="guests">The only ones that may be written to; null: everybody.</param>
/// <param name="stranger">What is answered for others.</param>
internal sealed class RowRecipients(Channel channel, NationPack nation, PhonePermissions permissions, GuestList? guests, NotifyError? stranger)
{
    /// <summary>Heading and member of the recipient.</summary>
    public string Member => channel == Channel.Sms ? "phone_number" : "email_address";

    /// <returns>The recipient, or null and what is wrong with it.</returns>
    public RowRecipient? Read(string? text, out string fault)
    {
        RowRecipient? recipient;
        if (channel == Channel.Email)
        {
            recipient = EmailAddress.TryParse(text, out var address, out var message)
                ? new RowRecipient(address.Normalised, address.Value, false, 1, false, nation.IsSimulated(address))
                : null;
            fault = message ?? "";
        }
        else if (PhoneNumber.TryParse(text, nation.PhoneRules, out var number, out var message))
        {
            var refusal = number.Refusal(nation.PhoneRules, permissions);
            recipient = refusal is null
                ? new RowRecipient(number.E164, number.AsSent, number.IsInternational, (short)number.RateMultiplier, !number.IsDomestic, nation.IsSimulated(number))
                : null;
            fault = refusal?.Message ?? "";
        }
        else
        {
            (recipient, fault) = (null, message);
        }

        if (recipient is null || guests is null || guests.Names(recipient.AsSent))
        {
            return recipient;
        }

        fault = stranger!.Message;
        return null;
    }
}
