namespace Notify.Server.Hosting;

/// <summary>Files that only their owner may read (mode 600).</summary>
internal static class PrivateFile
{
    /// <summary>Writes the file whole, or leaves the one that another process wrote first.</summary>
    public static void CreateOnce(string path, string text)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        Write(temporary, text);
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes the file whole, over one that is there.</summary>
    public static void Replace(string path, string text)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        Write(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }
}
