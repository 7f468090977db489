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
