namespace Notify.Core.Recipients;

/// <summary>One spelling for each recipient, so that two ways of typing the same one compare equal.</summary>
public static class RecipientFormat
{
    /// <summary>Digits with the calling code for what reads as a phone number, whoever may send to it; lower case for an e-mail
    /// address; anything else as typed.</summary>
    public static string Format(string recipient, PhoneRules rules)
    {
        if (PhoneParser.TryRead(recipient, rules, out var number, out _))
        {
            return number.Digits;
        }

        return EmailAddress.TryParse(recipient, out var address, out _) ? address.Normalised : recipient;
    }
}
