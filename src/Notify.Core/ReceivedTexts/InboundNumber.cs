using Notify.Core.Recipients;

namespace Notify.Core.ReceivedTexts;

/// <summary>The spelling in which numbers that people write to are kept and looked up.</summary>
public static class InboundNumber
{
    /// <returns>Digits in national form for a number of the nation, with the country code for any other; digits as they are for a short code; null
    /// for what is neither.</returns>
    public static string? Normalise(string number, PhoneRules rules)
    {
        ArgumentNullException.ThrowIfNull(number);
        if (PhoneNumber.TryParse(number, rules, out var parsed, out _))
        {
            return parsed.CallingCode == rules.CallingCode ? string.Concat(parsed.ForPeople(rules).Where(char.IsAsciiDigit)) : parsed.Digits;
        }

        var digits = number.Trim();
        return digits.Length is >= 3 and <= 15 && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <returns>A sender of texts as carriers want it: a number with + and country code; names and short codes as they are.</returns>
    public static string AsSender(string sender, PhoneRules rules)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return sender.Length > 0 && sender.All(c => char.IsAsciiDigit(c) || c is '+' or ' ') && PhoneNumber.TryParse(sender, rules, out var number, out _)
            ? number.E164
            : sender;
    }

    /// <summary>What a text sender means, so that a number that people can write to is found among senders however it is typed there.</summary>
    /// <returns>The number as <see cref="Normalise"/> spells it, or a name as it is.</returns>
    public static string MeaningOf(string sender, PhoneRules rules) => Normalise(sender, rules) ?? sender;
}
