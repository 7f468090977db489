namespace Notify.Core.Files;

/// <summary>Bounds of files sent by e-mail, as in the original (its documentation, "Send files by email", and its document service).</summary>
public static class FileLimits
{
    /// <summary>Largest file in bytes. Client libraries refuse more than 2 MiB themselves; the kilobyte on top is the original's tolerance.</summary>
    public const int MaxBytes = (2 * 1024 * 1024) + 1024;

    /// <summary>Longest file name in characters (code points), the ending included.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Longest time, in weeks, for which a file can be fetched: a year and a half.</summary>
    public const int MaxWeeks = 78;

    /// <summary>Weeks for which a file can be fetched when the request does not say.</summary>
    public const int DefaultWeeks = 26;
}
