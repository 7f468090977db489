using PhoneNumbers;

namespace Notify.Core.Nations;

/// <summary>Field <c>phone</c> of a nation: what counts as a number here, and as one of ours.</summary>
public sealed record PhoneSettings
{
    /// <summary>ISO 3166-1 alpha-2. The first is the region that a number without a plus is read in.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Regions with the same calling code: dialled as domestic, free of the international permission, billed as
    /// international (for the United Kingdom Guernsey, Jersey and the Isle of Man).</summary>
    public IReadOnlyList<string> SharedCode { get; init; } = [];

    /// <summary>Further regions that count as domestic in every respect.</summary>
    public IReadOnlyList<string> Domestic { get; init; } = [];

    /// <summary>Kinds of number that can receive texts, here and abroad.</summary>
    public IReadOnlyList<PhoneNumberType> Accept { get; init; } = [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE];

    /// <summary>What becomes of a domestic number of one of the <see cref="LandlineTypes"/>.</summary>
    public LandlinePolicy Landlines { get; init; } = LandlinePolicy.Refuse;

    public IReadOnlyList<PhoneNumberType> LandlineTypes { get; init; } = [PhoneNumberType.FIXED_LINE];

    /// <summary>Emergency numbers of three digits, which are refused as a service's contact number.</summary>
    public IReadOnlyList<string> Emergency { get; init; } = [];

    /// <summary>Numbers accepted although no numbering plan knows them, such as those kept for drama and examples.</summary>
    public IReadOnlyList<ExtraNumbers> Exceptions { get; init; } = [];

    /// <summary>Applied in order to the digits, and a plus at the start, before reading: outdated spellings.</summary>
    public IReadOnlyList<PhoneRewrite> Rewrites { get; init; } = [];

    /// <summary>What API v2 says of a number that is neither domestic nor permitted. English: client programs compare it.</summary>
    public string NotDomesticMessage { get; init; } = "Not a mobile number of this country";

    public required PhoneExamples Examples { get; init; }
}

/// <param name="Match">A regular expression over the national number, without calling code and leading zero; linear-time, as in <see cref="PhoneRewrite"/>.</param>
public sealed record ExtraNumbers(string Match)
{
    /// <summary>Whether numbers with another calling code are accepted, too. They need the international permission and are billed
    /// as international.</summary>
    public bool AnyCallingCode { get; init; }
}

/// <param name="Match">A regular expression; no look-around and no back-reference, so that it runs in linear time.</param>
/// <param name="Replace">With <c>$1</c> for a named or numbered group.</param>
public sealed record PhoneRewrite(string Match, string Replace);

public enum LandlinePolicy
{
    /// <summary>Never accepted.</summary>
    Refuse,

    /// <summary>Accepted like a mobile number: the plan cannot tell them apart, or the nation leaves it to carriers.</summary>
    Allow,

    /// <summary>Accepted from services that have the permission.</summary>
    Permission,
}

/// <summary>Numbers for hints, documentation and tests. None may belong to anybody.</summary>
/// <param name="Domestic">As people write it at home.</param>
/// <param name="International">With plus.</param>
public sealed record PhoneExamples(string Domestic, string International)
{
    /// <summary>Accepted and answered like any number, but never stored or sent (with any key that may send to them).</summary>
    public IReadOnlyList<string> Simulated { get; init; } = [];

    /// <summary>Endings of the digits that make a test key's notification end as <c>temporary-failure</c>.</summary>
    public IReadOnlyList<string> TestTemporaryFailure { get; init; } = [];

    /// <summary>Endings of the digits that make a test key's notification end as <c>permanent-failure</c>.</summary>
    public IReadOnlyList<string> TestPermanentFailure { get; init; } = [];
}
