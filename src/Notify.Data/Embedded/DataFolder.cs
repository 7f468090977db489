namespace Notify.Data.Embedded;

/// <summary>The folder in which Notify keeps its own files on this machine: the embedded PostgreSQL, the demonstration's key.</summary>
public static class DataFolder
{
    public const string Variable = "NOTIFY_DATA";

    /// <summary>Where root keeps it, and what the user that PostgreSQL runs as can reach when root's other folders are closed to it.</summary>
    internal const string OfRoot = "/var/lib/notify";

    /// <summary><c>NOTIFY_DATA</c> when set. Else <c>/var/lib/notify</c> for root, and for others the system's usual place:
    /// <c>$XDG_DATA_HOME/notify</c> or <c>~/.local/share/notify</c> on Linux.</summary>
    /// <exception cref="EmbeddedPostgresException">The user has no home folder.</exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            return OfRoot;
        }

        // Honours XDG_DATA_HOME on Linux; ~/Library/Application Support on macOS; %LOCALAPPDATA% on Windows.
        var home = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? Path.Combine(home, "notify")
            : throw new EmbeddedPostgresException($"This user has no home folder: name a data folder with --data or {Variable}.");
    }

    /// <summary>Makes the folder unless it is there, and checks that it can be written to.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="EmbeddedPostgresException">It cannot be made or written to.</exception>
    public static string Prepare(string folder)
    {
        var path = Path.GetFullPath(folder);
        try
        {
            Make(path);
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    internal static EmbeddedPostgresException CannotWrite(string path, Exception e) => new(
        Reasons.IsDiskFull(e.Message)
            ? $"The disk that holds {path} is full: free some space, or name another folder with --data or {Variable}."
            : $"Cannot write to the data folder {path} ({OneLine(e.Message)}): mend its permissions, or name another with --data or {Variable}.",
        e);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    /// <summary>Makes the folder and those above it that are missing: closed to other users, but root's can be passed through,
    /// since PostgreSQL then runs as another user.</summary>
    internal static void Make(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            Make(parent);
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.SetUnixFileMode(   // whatever the umask
                path, Environment.IsPrivilegedProcess ? Own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Own);
        }
    }
}
