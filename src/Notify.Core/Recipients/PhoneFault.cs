namespace Notify.Core.Recipients;

/// <summary>Why a phone number was refused.</summary>
public enum PhoneFault
{
    /// <summary>Not a number of any plan, or of a kind that gets no texts (premium, toll-free, pager, voice over IP).</summary>
    Invalid,
    TooLong,
    TooShort,

    /// <summary>Of another country, or a landline, and that is not permitted here.</summary>
    NotDomesticMobile,

    /// <summary>Something other than digits, <c>( ) + -</c> and white space.</summary>
    UnknownCharacter,

    /// <summary>No country has this code, or the nation has no price for it.</summary>
    UnsupportedCountryCode,

    /// <summary>An emergency number given as a service's contact number.</summary>
    EmergencyNumber,
}

/// <summary>The words for <see cref="PhoneFault"/>.</summary>
public static class PhoneFaults
{
    /// <summary>The key of the sentence for people; the API has texts of its own (<see cref="PhoneRules.ApiMessage"/>).</summary>
    public static string WordingKey(this PhoneFault fault) => fault switch
    {
        PhoneFault.Invalid => "recipients.phone.invalid",
        PhoneFault.TooLong => "recipients.phone.too_long",
        PhoneFault.TooShort => "recipients.phone.too_short",
        PhoneFault.NotDomesticMobile => "recipients.phone.not_domestic",
        PhoneFault.UnknownCharacter => "recipients.phone.unknown_character",
        PhoneFault.UnsupportedCountryCode => "recipients.phone.unsupported_country",
        PhoneFault.EmergencyNumber => "recipients.phone.emergency",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
