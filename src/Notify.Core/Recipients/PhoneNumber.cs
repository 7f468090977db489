using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Notify.Core.Errors;
using PhoneNumbers;

namespace Notify.Core.Recipients;

/// <summary>A phone number that texts can be sent to. An instance is always valid in the numbering plan of its country and
/// has a price in the nation's rates.</summary>
public sealed record PhoneNumber
{
    private readonly PhoneNumbers.PhoneNumber _number;

    internal PhoneNumber(string asSent, PhoneNumbers.PhoneNumber number, string? region, bool isInternational, bool isLandline)
    {
        AsSent = asSent;
        Region = region;
        IsInternational = isInternational;
        IsLandline = isLandline;
        _number = number;
        Digits = WriteDigits(number);
    }

    /// <summary>What the caller gave, without white space at the ends.</summary>
    public string AsSent { get; }

    /// <summary>The calling code and national number without the plus, <c>447900900123</c>: the form on the wire and in the
    /// database (<c>normalised_to</c>), never on a page.</summary>
    public string Digits { get; }

    /// <summary>E.164 with the plus, <c>+447900900123</c>: what providers are given.</summary>
    public string E164 => "+" + Digits;

    /// <summary>Country calling code, 1 to 3 digits as a number: 44.</summary>
    public int CallingCode => _number.CountryCode;

    /// <summary>ISO 3166-1 alpha-2; null where the number belongs to no one region (satellite networks, drama numbers).</summary>
    public string? Region { get; }

    /// <summary>Billed and counted as international: every number outside the nation's own regions, those that only share its
    /// calling code (Crown dependencies) included.</summary>
    public bool IsInternational { get; }

    /// <summary>Shares the nation's calling code without being in its regions: dialled like a domestic number and free of the
    /// international permission, but billed as international.</summary>
    public bool IsSharedCode { get; internal init; }

    /// <summary>A domestic number of a kind that needs the landline permission.</summary>
    public bool IsLandline { get; }

    /// <summary>The key of the nation's rates that prices this number: the calling code, or with <c>1</c> the area code, too,
    /// where it has a price of its own (<c>1664</c>). Stored as <c>phone_prefix</c>.</summary>
    public string CountryPrefix { get; internal init; } = "";

    /// <summary>How many units one fragment costs: 1 unless international.</summary>
    public int RateMultiplier { get; internal init; } = 1;

    /// <summary>Whether the destination replaces letters in the sender, so that a number has to be used in place of the service's name.</summary>
    public bool NeedsNumericSender { get; internal init; }

    /// <summary>Whether it may be sent to without the international permission.</summary>
    public bool IsDomestic => !IsInternational || IsSharedCode;

    /// <summary>Reads a number for the schema of API v2: international numbers and landlines pass; see <see cref="Refusal"/>.</summary>
    /// <param name="input">As typed: with or without plus, brackets, hyphens, white space; the leading zero or plus may be missing.</param>
    /// <param name="message">The fault without the name of the field, for <c>phone_number ‹message›</c>.</param>
    public static bool TryParse(
        string? input, PhoneRules rules, [NotNullWhen(true)] out PhoneNumber? number, [NotNullWhen(false)] out string? message)
    {
        var parsed = TryParse(input, rules, PhonePermissions.All, out number, out var fault);
        message = parsed ? null : rules.ApiMessage(fault);
        return parsed;
    }

    /// <summary>Reads a number that must also be permitted: files, one-off sending.</summary>
    /// <param name="fault">Meaningful only when the result is false.</param>
    public static bool TryParse(
        string? input, PhoneRules rules, PhonePermissions permissions, [NotNullWhen(true)] out PhoneNumber? number, out PhoneFault fault) =>
        PhoneParser.TryRead(input, rules, out number, out fault) && IsPermitted(ref number, rules, permissions, out fault);

    /// <summary>Reads a service's own contact number: also three digits (<c>101</c>), but no emergency number.</summary>
    /// <param name="fault">Meaningful only when the result is false.</param>
    public static bool TryParseContact(
        string? input, PhoneRules rules, PhonePermissions permissions, [NotNullWhen(true)] out PhoneNumber? number, out PhoneFault fault) =>
        PhoneParser.TryReadContact(input, rules, out number, out fault) && IsPermitted(ref number, rules, permissions, out fault);

    /// <summary>The refusal that API v2 answers when the service may not send to this number; null when it may.</summary>
    public NotifyError? Refusal(PhoneRules rules, PhonePermissions permissions)
    {
        if (!IsDomestic && !permissions.International)
        {
            return new NotifyError(400, NotifyError.BadRequest, "Cannot send to international mobile numbers");
        }

        return rules.Allows(this, permissions)
            ? null
            : new NotifyError(400, "InvalidPhoneError", rules.ApiMessage(PhoneFault.NotDomesticMobile));
    }

    /// <summary>For people: the national format at home, else the international one: <c>07900 900123</c>, <c>+33 6 12 34 56 78</c>.</summary>
    /// <remarks>On a right-to-left page it goes into an element with <c>dir="ltr"</c>.</remarks>
    public string ForPeople(PhoneRules rules) => PhoneNumberUtil.GetInstance().Format(
        _number, rules.CallingCode == CallingCode ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);

    public bool Equals(PhoneNumber? other) => other is not null && other.Digits == Digits;

    public override int GetHashCode() => Digits.GetHashCode(StringComparison.Ordinal);

    /// <summary>Hides the number: a record prints its fields, and this one must not reach a log.</summary>
    public override string ToString() => "[phone number]";

    internal bool HasPrice => CountryPrefix.Length > 0;

    private static bool IsPermitted(ref PhoneNumber? number, PhoneRules rules, PhonePermissions permissions, out PhoneFault fault)
    {
        var allowed = rules.Allows(number!, permissions);
        fault = allowed ? PhoneFault.UnsupportedCountryCode : PhoneFault.NotDomesticMobile;
        if (!allowed || !number!.HasPrice)
        {
            number = null;
        }

        return number is not null;
    }

    private static string WriteDigits(PhoneNumbers.PhoneNumber number)
    {
        var zeros = number.HasNumberOfLeadingZeros ? number.NumberOfLeadingZeros : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{number.CountryCode}{new string('0', zeros)}{number.NationalNumber}");
    }
}
