namespace Notify.Server.Cli.Doctor;

/// <summary>One thing looked at.</summary>
/// <param name="About">What was looked at, in a word.</param>
/// <param name="Found">What was found, in a sentence without a full stop.</param>
/// <param name="Mend">What to do about it; null when there is nothing to do.</param>
internal sealed record Finding(string About, FindingState State, string Found, string? Mend = null)
{
    public static Finding Good(string about, string found) => new(about, FindingState.Good, found);

    public static Finding Warning(string about, string found, string mend) => new(about, FindingState.Warning, found, mend);

    public static Finding Bad(string about, string found, string mend) => new(about, FindingState.Bad, found, mend);
}

internal enum FindingState
{
    Good,

    /// <summary>Works, but not as a nation should run it.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Bad,
}
