using System.Buffers;

namespace Notify.Core.Templates.Sms;

/// <summary>How a nation's texts are written in the alphabets that networks carry. Immutable; make one per nation and keep it.</summary>
public sealed class SmsEncodingRules
{
    /// <summary>The letters that the United Kingdom's original keeps for the sake of Welsh although they force UCS-2.</summary>
    public const string WelshLetters = "ÀÁÂÈÊËÌÍÎÏÒÓÔÙÚÛÝáâêëíîïóôúûýÿŴŵŶŷŸẀẁẂẃẄẅỲỳ";

    private readonly SearchValues<char> _kept;

    private SmsEncodingRules(bool keepsAll, string kept, ShiftTable? shift)
    {
        KeepsAll = keepsAll;
        Shift = shift;
        KeptLetters = kept;
        _kept = SearchValues.Create(kept);
        AllowedSet = SearchValues.Create(GsmAlphabet.Basic + GsmAlphabet.Extension + kept);
    }

    /// <summary>What GOV.UK Notify does: everything outside GSM and the Welsh letters is downgraded.</summary>
    public static SmsEncodingRules Original { get; } = Downgrade(WelshLetters);

    /// <summary>Whether letters outside GSM are sent in UCS-2 rather than replaced.</summary>
    public bool KeepsAll { get; }

    /// <summary>Letters that stay although they force UCS-2, when the rest is downgraded.</summary>
    public string KeptLetters { get; }

    /// <summary>The national tables that the nation's provider can use; null when none.</summary>
    public ShiftTable? Shift { get; }

    /// <summary>UTF-16 units a text may have, the service's name in front not counted.</summary>
    public int MaxCharacters { get; init; } = 918;

    internal SearchValues<char> AllowedSet { get; }

    /// <summary>Characters outside GSM become a near one in GSM, or <c>?</c>.</summary>
    /// <param name="kept">Letters left alone although they force UCS-2, such as <see cref="WelshLetters"/>; may be empty.</param>
    public static SmsEncodingRules Downgrade(string kept, ShiftTable? shift = null) => new(keepsAll: false, kept, shift);

    /// <summary>Letters of every script are kept and sent in UCS-2; only typographic marks become their plain forms, since those alone would double the bill.</summary>
    public static SmsEncodingRules Keep(ShiftTable? shift = null) => new(keepsAll: true, "", shift);

    /// <summary>The rules of a nation pack.</summary>
    /// <param name="encoding"><c>downgrade</c> or <c>keep</c>.</param>
    /// <param name="kept">See <see cref="Downgrade"/>; not used with <c>keep</c>.</param>
    /// <param name="shiftTable">A name that <see cref="ShiftTable.Find"/> knows; null for none.</param>
    /// <exception cref="FormatException">A word that is none of these; a pack is checked before it is used.</exception>
    public static SmsEncodingRules From(string encoding, string kept = "", string? shiftTable = null)
    {
        var shift = shiftTable is null ? null : ShiftTable.Find(shiftTable) ?? throw new FormatException($"'{shiftTable}' is not a shift table");
        return encoding switch
        {
            "downgrade" => Downgrade(kept, shift),
            "keep" => Keep(shift),
            _ => throw new FormatException($"'{encoding}' is not a text-message encoding: downgrade or keep"),
        };
    }

    internal bool Keeps(char c) => KeepsAll || _kept.Contains(c) || (Shift?.Has(c) ?? false);
}
