namespace Notify.Core.Templates.Sms;

/// <summary>Counts the billable parts a text message splits into.</summary>
/// <remarks>One character outside the GSM alphabet turns the whole message into UCS-2, so a curly apostrophe can double the bill.
/// Source: 3GPP TS 23.038 section 6.2 (alphabets), TS 23.040 section 9.2.3.24.1 (splitting). Like the original, an extension
/// character astride the border of two fragments is not given special care.</remarks>
public static class SmsFragments
{
    private const int GsmSingle = 160;
    private const int GsmSplit = 153;
    private const int Ucs2Single = 70;
    private const int Ucs2Split = 67;

    /// <param name="text">The text as sent, after personalisation, prefix and downgrade.</param>
    /// <returns>At least 1. One fragment holds 160 septets (153 when split), or 70 UTF-16 units (67 when split); fewer septets
    /// where a national table needs a header.</returns>
    public static int Count(ReadOnlySpan<char> text, SmsEncodingRules rules) => Count(text, rules, out _);

    /// <inheritdoc cref="Count(ReadOnlySpan{char}, SmsEncodingRules)"/>
    /// <param name="encoding">How the text is carried.</param>
    public static int Count(ReadOnlySpan<char> text, SmsEncodingRules rules, out SmsEncoding encoding)
    {
        if (text.IndexOfAnyExcept(GsmAlphabet.All) < 0)
        {
            encoding = SmsEncoding.Gsm7;
            return Gsm(text.Length + Extended(text));
        }

        var fewest = Split(text.Length, Ucs2Single, Ucs2Split);
        encoding = SmsEncoding.Ucs2;
        foreach (var shift in rules.Shifts)
        {
            if (shift.Count(text) is var septets and >= 0 && Split(septets, shift.SingleSeptets, shift.SplitSeptets) is var shifted && shifted <= fewest)
            {
                fewest = shifted;
                encoding = SmsEncoding.Gsm7Shifted;
            }
        }

        return fewest;
    }

    /// <returns>How many characters <paramref name="fragments"/> hold at most, when none takes more than one unit.</returns>
    public static int Capacity(int fragments, SmsEncoding encoding, SmsEncodingRules rules) => encoding switch
    {
        SmsEncoding.Gsm7 => Capacity(fragments, GsmSingle, GsmSplit),
        SmsEncoding.Gsm7Shifted => rules.Shifts.Max(shift => Capacity(fragments, shift.SingleSeptets, shift.SplitSeptets)),
        SmsEncoding.Ucs2 => Capacity(fragments, Ucs2Single, Ucs2Split),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };

    /// <returns>How many characters of <paramref name="text"/> take two septets in GSM.</returns>
    public static int Extended(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (text.IndexOfAny(GsmAlphabet.ExtensionSet) is var next and >= 0)
        {
            count++;
            text = text[(next + 1)..];
        }

        return count;
    }

    internal static int Gsm(int septets) => Split(septets, GsmSingle, GsmSplit);

    private static int Capacity(int fragments, int single, int split) => fragments <= 1 ? single : fragments * split;

    private static int Split(int units, int single, int split) => units <= single ? 1 : (units + split - 1) / split;
}

/// <summary>How a text is carried.</summary>
public enum SmsEncoding
{
    /// <summary>Seven bits a character, the default alphabet and its extension table.</summary>
    Gsm7,

    /// <summary>Seven bits a character, with the nation's shift tables.</summary>
    Gsm7Shifted,

    /// <summary>Sixteen bits a character.</summary>
    Ucs2,
}
