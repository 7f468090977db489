namespace Notify.Data.Embedded;

/// <summary>Reads the system's and PostgreSQL's own words for the causes that a person can mend.</summary>
internal static class Reasons
{
    public static bool IsDiskFull(string words) =>
        words.Contains("No space left on device", StringComparison.Ordinal)
        || words.Contains("Disk quota exceeded", StringComparison.Ordinal)
        || words.Contains("not enough space", StringComparison.OrdinalIgnoreCase);

    public static bool IsReadOnly(string words) => words.Contains("Read-only file system", StringComparison.Ordinal);

    public static bool IsPermission(string words) => words.Contains("Permission denied", StringComparison.Ordinal);

    public static bool IsPortTaken(string words) =>
        words.Contains("could not bind", StringComparison.Ordinal)
        || words.Contains("Address already in use", StringComparison.Ordinal)
        || words.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal);

    /// <summary>Server processes outlive a killed PostgreSQL by moments, and one that was just being started shows late.</summary>
    public static bool IsOtherInTheWay(string words) =>
        words.Contains("pre-existing shared memory block", StringComparison.Ordinal)
        || words.Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal);

    /// <summary>The line that says most: the last fatal or error line, else the last line.</summary>
    public static string Gist(string words)
    {
        var lines = words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var telling = lines.LastOrDefault(line =>
            line.Contains("FATAL:", StringComparison.Ordinal)
            || line.Contains("PANIC:", StringComparison.Ordinal)
            || line.Contains("error:", StringComparison.OrdinalIgnoreCase));
        return telling ?? lines.LastOrDefault() ?? "it gave no reason";
    }
}
