using System.Globalization;

namespace Notify.Data.Embedded;

/// <summary>Holds a data folder for this process. The system frees it when the process ends, however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="EmbeddedPostgresException">Another process holds it, or the folder cannot be written to.</exception>
    public static FolderLock Take(string folder) => TryTake(folder) ?? throw new EmbeddedPostgresException(
        $"Another notify{Holder(folder)} is using the data folder {folder}: stop it, or name another folder with --data or {DataFolder.Variable}.");

    /// <returns>Null when another process holds it.</returns>
    /// <exception cref="EmbeddedPostgresException">The folder cannot be written to.</exception>
    public static FolderLock? TryTake(string folder)
    {
        FileStream file;
        try
        {
            // FileShare.None is an advisory lock (flock) on Unix. It is not handed down to child processes.
            file = new FileStream(Path.Combine(folder, "notify.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.CannotWrite(folder, e);
        }

        // Beside the lock, since the locked file cannot be read by others. It only serves the message above.
        try
        {
            File.WriteAllText(PidFile(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw DataFolder.CannotWrite(folder, e);
        }

        return new FolderLock(file);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string PidFile(string folder) => Path.Combine(folder, "notify.pid");

    private static string Holder(string folder)
    {
        try
        {
            return $" (process {File.ReadAllText(PidFile(folder)).Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
