using System.Text.RegularExpressions;

namespace Notify.Core.Nations;

/// <summary>Field <c>sms</c> of a nation.</summary>
public sealed record SmsSettings
{
    public required SmsSenderSettings Senders { get; init; }

    /// <summary>Whether new services put their name before the text.</summary>
    public bool PrefixServiceName { get; init; }

    /// <summary>Most fragments one text may have, where <see cref="MaxCharacters"/> is null.</summary>
    public int MaxFragments { get; init; } = 6;

    /// <summary>Most characters of a text without the service's name, in UTF-16 units after replacement; null where fragments count.</summary>
    public int? MaxCharacters { get; init; } = 918;

    /// <summary>Letters and scripts that are sent as they are although they force UCS-2; of use with <see cref="DowngradePolicy.Strip"/>.</summary>
    public SmsKeep Keep { get; init; } = new();

    public SmsDowngrade Downgrade { get; init; } = new();

    /// <summary>National shift tables (3GPP TS 23.038); name those only that the nation's provider sends.</summary>
    public IReadOnlyList<SmsNationalTable> NationalTables { get; init; } = [];

    /// <summary>Words with which people stop texts and get them again.</summary>
    public OptOutSettings OptOut { get; init; } = new();
}

/// <summary>Words by language tag. All languages count at once: a person may answer in another than that of the text.</summary>
public sealed record OptOutSettings
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Stop { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Start { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Help { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>What may stand as the sender of a text.</summary>
public sealed record SmsSenderSettings
{
    /// <summary>Used where a service has not chosen one.</summary>
    public required string Default { get; init; }

    public AlphaPolicy Alpha { get; init; } = AlphaPolicy.Allowed;

    /// <summary>Shortest and longest name, in characters.</summary>
    public int Min { get; init; } = 3;

    public int Max { get; init; } = 11;

    /// <summary>A regular expression over the whole name.</summary>
    public string Pattern { get; init; } = "^[A-Za-z0-9 ._&-]+$";

    /// <summary>Names that carriers block because anyone might be behind them; compared without case.</summary>
    public IReadOnlyList<string> GenericBlocked { get; init; } = [];

    /// <summary>Judges a sender that a service wants to use.</summary>
    /// <param name="sender">A name, or a number with or without a plus.</param>
    /// <returns>Why it cannot be used, or null when it can.</returns>
    public string? WhyRefused(string sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        var digits = sender.StartsWith('+') ? sender[1..] : sender;
        if (digits.Length is >= 3 and <= 15 && digits.All(char.IsAsciiDigit))
        {
            return digits.StartsWith("00", StringComparison.Ordinal) ? "a number does not begin with 00" : null;
        }

        if (Alpha is AlphaPolicy.Never or AlphaPolicy.Replaced)
        {
            return "texts in this nation come from numbers, not names";
        }

        if (sender.Length < Min || sender.Length > Max)
        {
            return $"a name has {Min} to {Max} characters";
        }

        if (!Regex.IsMatch(sender, Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            return $"it has characters that phones do not show in a name; allowed is {Pattern}";
        }

        return GenericBlocked.Contains(sender, StringComparer.OrdinalIgnoreCase) ? "carriers block this name, since anyone might be behind it" : null;
    }
}

public enum AlphaPolicy
{
    Allowed,
    Registered,
    Replaced,
    Never,
}

public sealed record SmsKeep
{
    /// <summary>Single letters, each spelled out in both cases, NFC.</summary>
    public string Letters { get; init; } = "";

    /// <summary>ISO 15924 codes of scripts kept whole, such as <c>Hang</c>; an unknown one stops the pack from loading.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];
}

public sealed record SmsDowngrade
{
    public DowngradePolicy Policy { get; init; } = DowngradePolicy.Keep;
}

/// <summary>What becomes of characters that GSM-7 lacks and that are not in <see cref="SmsKeep"/>.</summary>
public enum DowngradePolicy
{
    /// <summary>The message is sent as UCS-2.</summary>
    Keep,

    /// <summary>The base letter, else a question mark.</summary>
    Strip,

    /// <summary>The author chooses, template by template; until authors can, the same as <see cref="Keep"/>.</summary>
    Ask,
}

/// <param name="Language"><c>es</c>, <c>pt</c> or <c>tr</c>.</param>
/// <param name="SingleShift">Use its single-shift table.</param>
/// <param name="LockingShift">Use its locking-shift table; Spanish has none.</param>
public sealed record SmsNationalTable(string Language, bool SingleShift, bool LockingShift);
