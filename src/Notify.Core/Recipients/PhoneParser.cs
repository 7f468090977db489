using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PhoneNumbers;

namespace Notify.Core.Recipients;

/// <summary>Reads phone numbers as people and spreadsheets write them.</summary>
/// <remarks>What fails is tried once more without any plus and leading zeros and with look-alikes of hyphen and space mended;
/// the fault of the second try is the one reported.</remarks>
internal static class PhoneParser
{
    /// <summary>Longer input is not looked at: the phone library reads no more than this.</summary>
    private const int MaxLength = 250;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789()+-" + ObscureWhiteSpace.Ascii + ObscureWhiteSpace.Characters);

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    public static bool TryRead(string? input, PhoneRules rules, [NotNullWhen(true)] out PhoneNumber? number, out PhoneFault fault) =>
        TryRead(input, rules, contact: false, out number, out fault);

    public static bool TryReadContact(string? input, PhoneRules rules, [NotNullWhen(true)] out PhoneNumber? number, out PhoneFault fault) =>
        TryRead(input, rules, contact: true, out number, out fault);

    private static bool TryRead(
        string? input, PhoneRules rules, bool contact, [NotNullWhen(true)] out PhoneNumber? number, out PhoneFault fault)
    {
        var text = input ?? "";
        if (text.Length > MaxLength)
        {
            number = null;
            fault = text.AsSpan().ContainsAnyExcept(Allowed) ? PhoneFault.UnknownCharacter : PhoneFault.TooLong;
            return false;
        }

        if (TryOnce(text, text, rules, contact, out number, out fault))
        {
            return true;
        }

        var scrubbed = Scrub(text);
        return (scrubbed != text || fault == PhoneFault.UnknownCharacter) && TryOnce(scrubbed, text, rules, contact, out number, out fault);
    }

    private static bool TryOnce(
        string text, string asSent, PhoneRules rules, bool contact, [NotNullWhen(true)] out PhoneNumber? number, out PhoneFault fault)
    {
        number = null;
        fault = PhoneFault.UnknownCharacter;
        if (text.AsSpan().ContainsAnyExcept(Allowed))
        {
            return false;
        }

        fault = PhoneFault.TooShort;
        if (text.Length == 0)
        {
            return false;
        }

        fault = PhoneFault.Invalid;
        var spelling = rules.HasRewrites ? rules.Rewrite(DigitsOf(text)) : text;
        if (!TryLibrary(spelling, rules.DefaultRegion, out var parsed))
        {
            return false;
        }

        if (contact && parsed.NationalNumber is >= 100 and <= 999)
        {
            fault = PhoneFault.EmergencyNumber;
            number = rules.IsEmergency(parsed.NationalNumber) ? null : Describe(asSent, parsed, rules, PhoneNumberType.UNKNOWN, exception: false);
            return number is not null;
        }

        var length = Library.IsPossibleNumberWithReason(parsed);
        if (length != PhoneNumberUtil.ValidationResult.IS_POSSIBLE)
        {
            // Spreadsheets drop the plus of international numbers.
            if (!StartsWithCallingCode(spelling)
                || !TryLibrary("+" + spelling, rules.DefaultRegion, out parsed)
                || !Library.IsPossibleNumber(parsed))
            {
                fault = FaultOf(length);
                return false;
            }
        }

        var type = Library.GetNumberType(parsed);
        var exception = !rules.Accepts(type) && rules.IsException(parsed);
        if (exception || rules.Accepts(type))
        {
            number = Describe(asSent, parsed, rules, type, exception || rules.IsException(parsed));
        }

        return number is not null;
    }

    private static PhoneNumber Describe(string asSent, PhoneNumbers.PhoneNumber parsed, PhoneRules rules, PhoneNumberType type, bool exception) =>
        rules.Describe(ObscureWhiteSpace.Strip(asSent), parsed, Library.GetRegionCodeForNumber(parsed), type, exception);

    private static PhoneFault FaultOf(PhoneNumberUtil.ValidationResult length) => length switch
    {
        PhoneNumberUtil.ValidationResult.TOO_LONG => PhoneFault.TooLong,
        PhoneNumberUtil.ValidationResult.TOO_SHORT or PhoneNumberUtil.ValidationResult.IS_POSSIBLE_LOCAL_ONLY => PhoneFault.TooShort,
        PhoneNumberUtil.ValidationResult.INVALID_COUNTRY_CODE => PhoneFault.UnsupportedCountryCode,
        _ => PhoneFault.Invalid,
    };

    private static bool TryLibrary(string text, string region, [NotNullWhen(true)] out PhoneNumbers.PhoneNumber? number)
    {
        try
        {
            number = Library.Parse(text, region);
            return true;
        }
        catch (NumberParseException)
        {
            number = null;
            return false;
        }
    }

    // Spares the library an exception for every local number that is merely too long or short.
    private static bool StartsWithCallingCode(string text)
    {
        var code = 0;
        var length = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                continue;
            }

            code = code * 10 + (c - '0');
            if (code == 0)
            {
                return false;
            }

            if (Library.GetRegionCodeForCountryCode(code) != "ZZ")
            {
                return true;
            }

            if (++length == 3)
            {
                return false;
            }
        }

        return false;
    }

    private static string Scrub(string text)
    {
        var kept = new char[text.Length];
        var length = 0;
        var leading = true;
        foreach (var c in text)
        {
            if (c == '+' || leading && c == '0')
            {
                continue;
            }

            leading = false;
            switch (c)
            {
                case '\u2011' or '\u2013' or '\u2014' or '\u2212':
                    kept[length++] = '-';
                    break;
                case '\u00A0' or '\u202F' or '\t':
                    kept[length++] = ' ';
                    break;
                case '\u180E' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u2028' or '\u2029':
                    break;
                default:
                    // A line break is no part of a number; within one it counts as a strange character.
                    kept[length++] = c is >= ' ' and <= '~' ? c : '?';
                    break;
            }
        }

        return new string(kept, 0, length);
    }

    private static string DigitsOf(string text)
    {
        var plus = ObscureWhiteSpace.Strip(text).StartsWith('+') ? "+" : "";
        return plus + string.Concat(text.Where(char.IsAsciiDigit));
    }
}
