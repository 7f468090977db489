using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Notify.Core.Nations;
using PhoneNumbers;

namespace Notify.Core.Recipients;

/// <summary>The rules by which one nation judges phone numbers: <see cref="PhoneSettings"/> made ready for use, with the rates.
/// Immutable; one instance serves all threads.</summary>
public sealed class PhoneRules
{
    private readonly FrozenSet<PhoneNumberType> _accepted;
    private readonly FrozenSet<PhoneNumberType> _landlines;
    private readonly FrozenSet<string> _domestic;
    private readonly FrozenSet<string> _shared;
    private readonly FrozenSet<ulong> _emergency;
    private readonly LandlinePolicy _landlinePolicy;
    private readonly (Regex Pattern, bool AnyCallingCode)[] _exceptions;
    private readonly (Regex Pattern, string Replacement)[] _rewrites;
    private readonly string _notDomestic;

    /// <exception cref="ArgumentException">The default region is unknown to the phone library, or a pattern does not compile.</exception>
    public PhoneRules(PhoneSettings settings, InternationalRates rates)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(rates);
        if (settings.Regions is not [var first, ..] || PhoneNumberUtil.GetInstance().GetCountryCodeForRegion(first) is 0)
        {
            throw new ArgumentException("phone.regions must begin with a region that has a numbering plan", nameof(settings));
        }

        DefaultRegion = first;
        CallingCode = PhoneNumberUtil.GetInstance().GetCountryCodeForRegion(first);
        Rates = rates;
        _accepted = settings.Accept.ToFrozenSet();
        _landlines = settings.LandlineTypes.ToFrozenSet();
        _landlinePolicy = settings.Landlines;
        _domestic = settings.Regions.Concat(settings.Domestic).ToFrozenSet(StringComparer.Ordinal);
        _shared = settings.SharedCode.ToFrozenSet(StringComparer.Ordinal);
        _emergency = settings.Emergency.Select(ulong.Parse).ToFrozenSet();
        _exceptions = [.. settings.Exceptions.Select(exception => (Compile(exception.Match), exception.AnyCallingCode))];
        _rewrites = [.. settings.Rewrites.Select(rewrite => (Compile(rewrite.Match), rewrite.Replace))];
        _notDomestic = settings.NotDomesticMessage;
    }

    /// <summary>ISO 3166-1 alpha-2: how a number without a plus is read.</summary>
    public string DefaultRegion { get; }

    /// <summary>The calling code of <see cref="DefaultRegion"/>.</summary>
    public int CallingCode { get; }

    public InternationalRates Rates { get; }

    /// <summary>The text of a fault on API v2. English whatever the nation's language: client programs compare it.</summary>
    public string ApiMessage(PhoneFault fault) => fault switch
    {
        PhoneFault.Invalid => "Number is not valid – double check the phone number you entered",
        PhoneFault.TooLong => "Too many digits",
        PhoneFault.TooShort => "Not enough digits",
        PhoneFault.NotDomesticMobile => _notDomestic,
        PhoneFault.UnknownCharacter => "Must not contain letters or symbols",
        PhoneFault.UnsupportedCountryCode => "Not a valid country prefix",
        PhoneFault.EmergencyNumber => "Phone number cannot be an emergency number",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>Whether a service with these permissions may send to the number.</summary>
    public bool Allows(PhoneNumber number, PhonePermissions permissions) =>
        number.IsDomestic
            ? !number.IsLandline || _landlinePolicy == LandlinePolicy.Permission && permissions.Landlines
            : permissions.International;

    /// <summary>Applies the nation's rewrites of outdated spellings, such as a trunk code abolished years ago.</summary>
    /// <param name="digits">An optional plus and digits.</param>
    internal string Rewrite(string digits)
    {
        foreach (var (pattern, replacement) in _rewrites)
        {
            digits = pattern.Replace(digits, replacement);
        }

        return digits;
    }

    internal bool HasRewrites => _rewrites.Length > 0;

    internal bool Accepts(PhoneNumberType type) => _accepted.Contains(type);

    internal bool IsEmergency(ulong nationalNumber) => _emergency.Contains(nationalNumber);

    /// <summary>Whether a number that no numbering plan knows is accepted all the same, such as numbers kept for drama.</summary>
    internal bool IsException(PhoneNumbers.PhoneNumber number)
    {
        if (_exceptions.Length == 0)
        {
            return false;
        }

        var national = PhoneNumberUtil.GetInstance().GetNationalSignificantNumber(number);
        return Array.Exists(_exceptions, exception =>
            (exception.AnyCallingCode || number.CountryCode == CallingCode) && exception.Pattern.IsMatch(national));
    }

    internal PhoneNumber Describe(string asSent, PhoneNumbers.PhoneNumber number, string? region, PhoneNumberType type, bool exception)
    {
        var atHome = exception && number.CountryCode == CallingCode || region is not null && _domestic.Contains(region);
        var shared = !atHome && number.CountryCode == CallingCode && (region is null || _shared.Contains(region));
        var landline = (atHome || shared) && _landlinePolicy != LandlinePolicy.Allow && _landlines.Contains(type);
        var prefix = Rates.PrefixOf(number.CountryCode, number.NationalNumber);
        var rate = prefix is null ? null : Rates.Find(prefix);
        return new PhoneNumber(asSent, number, region, isInternational: !atHome, landline)
        {
            IsSharedCode = shared,
            CountryPrefix = prefix ?? "",
            RateMultiplier = atHome ? 1 : rate?.Multiplier ?? 1,
            NeedsNumericSender = rate?.Alpha == AlphaSenders.No,
        };
    }

    // Linear time whatever the pattern: packs come from elsewhere.
    private static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
