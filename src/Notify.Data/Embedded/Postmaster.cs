using System.Diagnostics;
using System.Globalization;

namespace Notify.Data.Embedded;

/// <summary>A running server, as its <c>postmaster.pid</c> tells.</summary>
internal sealed record Postmaster(int ProcessId, int Port, string? SocketFolder)
{
    /// <returns>Null when no server runs in the cluster, whatever its <c>postmaster.pid</c> says.</returns>
    public static Postmaster? Read(ClusterPlace place)
    {
        string[] lines;
        try
        {
            // Process id, data folder, start time, port, socket folder, address, shared memory, state.
            lines = File.ReadAllLines(place.PidFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            && IsServerOf(place, processId)
                ? new Postmaster(
                    processId,
                    lines.Length > 3 && int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
                    lines.Length > 4 && lines[4].Length > 0 ? lines[4] : null)
                : null;
    }

    /// <summary>A server works in its cluster's folder; a program that was given the number later does not.</summary>
    private static bool IsServerOf(ClusterPlace place, int processId)
    {
        var workFolder = $"/proc/{processId}/cwd";
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return new FileInfo(workFolder).ResolveLinkTarget(returnFinalTarget: false)?.FullName == RealPath(place.Cluster);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The path with the symbolic links among its folders followed.</summary>
    private static string RealPath(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
    }
}
