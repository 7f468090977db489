using System.Buffers;
using Notify.Core.Nations;

namespace Notify.Core.Templates.Sms;

/// <summary>How a nation's texts are written in the alphabets that networks carry. Immutable; make one per nation and keep it.</summary>
public sealed class SmsEncodingRules
{
    /// <summary>The letters that the United Kingdom's original keeps for the sake of Welsh although they force UCS-2.</summary>
    public const string WelshLetters = "ÀÁÂÈÊËÌÍÎÏÒÓÔÙÚÛÝáâêëíîïóôúûýÿŴŵŶŷŸẀẁẂẃẄẅỲỳ";

    private SmsEncodingRules(bool keepsAll, string kept, IReadOnlyList<ShiftTable> shifts)
    {
        KeepsAll = keepsAll;
        Shifts = shifts;
        AllowedSet = SearchValues.Create(GsmAlphabet.Basic + GsmAlphabet.Extension + kept);
    }

    /// <summary>What GOV.UK Notify does: everything outside GSM and the Welsh letters is downgraded.</summary>
    public static SmsEncodingRules Original { get; } = Downgrade(WelshLetters);

    /// <summary>Whether letters outside GSM are sent in UCS-2 rather than replaced.</summary>
    public bool KeepsAll { get; }

    /// <summary>The national tables that the nation's provider can use; a text is sent with the one that makes it shortest.</summary>
    public IReadOnlyList<ShiftTable> Shifts { get; }

    /// <summary>UTF-16 units a text may have, the service's name in front not counted; null where <see cref="MaxFragments"/> decides.</summary>
    public int? MaxCharacters { get; init; } = 918;

    /// <summary>Fragments a text may have, the service's name included. Counts only where <see cref="MaxCharacters"/> is null.</summary>
    public int MaxFragments { get; init; } = 6;

    internal SearchValues<char> AllowedSet { get; }

    /// <summary>The rules of a nation pack, all of them.</summary>
    /// <remarks>Where the author is to choose (<see cref="DowngradePolicy.Ask"/>), texts are kept as they are: there is no place to
    /// choose yet, and a letter sent dear does less harm than a letter lost. With <see cref="DowngradePolicy.Keep"/> everything is
    /// kept, and the lists of letters and scripts say nothing more.</remarks>
    /// <exception cref="FormatException">A script or table that is not known; the message begins with the place in the pack.</exception>
    public static SmsEncodingRules For(SmsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var kept = settings.Keep.Letters + string.Concat(settings.Keep.Scripts.SelectMany(SmsScripts.Characters));
        ShiftTable[] shifts = [.. settings.NationalTables.Select(table => ShiftTable.For(table.Language, table.SingleShift, table.LockingShift))];
        var keepsAll = settings.Downgrade.Policy switch
        {
            DowngradePolicy.Strip => false,
            DowngradePolicy.Keep or DowngradePolicy.Ask => true,
            _ => throw new FormatException($"/sms/downgrade/policy: {settings.Downgrade.Policy} is not a policy"),
        };
        return new SmsEncodingRules(keepsAll, kept, shifts) { MaxCharacters = settings.MaxCharacters, MaxFragments = settings.MaxFragments };
    }

    /// <summary>Characters outside GSM become a near one in GSM, or <c>?</c>.</summary>
    /// <param name="kept">Letters left alone although they force UCS-2, such as <see cref="WelshLetters"/>; may be empty.</param>
    public static SmsEncodingRules Downgrade(string kept) => new(keepsAll: false, kept, []);

    /// <summary>Letters of every script are kept and sent in UCS-2; only typographic marks become their plain forms, since those alone would double the bill.</summary>
    public static SmsEncodingRules Keep() => new(keepsAll: true, "", []);

    internal bool HasShifted(char c)
    {
        foreach (var shift in Shifts)
        {
            if (shift.Has(c))
            {
                return true;
            }
        }

        return false;
    }
}
