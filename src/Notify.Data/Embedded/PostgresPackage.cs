using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Notify.Data.Embedded;

/// <summary>Makes PostgreSQL's programs, as a package brings them, fit to run.</summary>
internal static class PostgresPackage
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>An npm package cannot hold symbolic links; its install script, which not every npm runs, makes them from a list.</summary>
    /// <returns>Whether some were missing and are there now.</returns>
    public static bool MakeLinks(string bin)
    {
        var package = Path.GetFullPath(Path.Combine(bin, "..", ".."));
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return false;
        }

        var made = false;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            // "source" is the file that is there, "target" the name to give it; both are relative to the package.
            var there = Path.Combine(package, link.GetProperty("source").GetString()!);
            var name = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (File.Exists(name) || !File.Exists(there))
            {
                continue;
            }

            try
            {
                File.CreateSymbolicLink(name, Path.GetRelativePath(Path.GetDirectoryName(name)!, there));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!File.Exists(name))
                {
                    return false;   // the folder is not ours: a copy is made instead
                }
            }

            made = true;   // by us, or by another start meanwhile
        }

        return made;
    }

    /// <summary>Copies the programs, with their libraries and shared files, to where the user that runs them can reach them.</summary>
    /// <returns>The copy's bin folder; null when this is not a self-contained installation.</returns>
    /// <remarks>About 60 MB, once a version. Starts that copy at once do not disturb each other: a copy appears whole.</remarks>
    public static string? Copy(string bin, string copies)
    {
        var root = Path.GetDirectoryName(bin)!;
        string[] parts = ["bin", "lib", "share"];
        if (Path.GetFileName(bin) != "bin" || parts.Any(part => !Directory.Exists(Path.Combine(root, part))))
        {
            return null;
        }

        var program = new FileInfo(Path.Combine(bin, "postgres"));
        var origin = $"{root}|{program.Length}|{program.LastWriteTimeUtc.Ticks}";
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))[..16];
        var whole = Path.Combine(copies, name);
        var native = Path.Combine(whole, "native");
        if (Directory.Exists(whole))
        {
            return Path.Combine(native, "bin");
        }

        var part = Path.Combine(copies, $"{name}.{Secret.New()[..8]}");
        try
        {
            DataFolder.Make(Path.GetDirectoryName(copies)!);
            MakeOpenFolder(copies);
            MakeOpenFolder(part);
            MakeOpenFolder(Path.Combine(part, "native"));
            foreach (var folder in parts)
            {
                CopyTree(Path.Combine(root, folder), Path.Combine(part, "native", folder));
            }

            if (File.Exists(Path.Combine(root, "pg-symlinks.json")))
            {
                File.Copy(Path.Combine(root, "pg-symlinks.json"), Path.Combine(part, "native", "pg-symlinks.json"));
                MakeLinks(Path.Combine(part, "native", "bin"));
            }

            Directory.Move(part, whole);
        }
        catch (IOException) when (Directory.Exists(whole))
        {
            Directory.Delete(part, recursive: true);   // another start was first
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL's programs in {bin} cannot be run from there, nor copied to {copies} ({e.Message.TrimEnd('.')}): {PostgresBinaries.WhatToDo}.", e);
        }

        return Path.Combine(native, "bin");
    }

    private static void CopyTree(string from, string to)
    {
        MakeOpenFolder(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo)
            {
                CopyTree(entry.FullName, target);
            }
            else if (entry.Extension is not ".a")
            {
                File.Copy(entry.FullName, target);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserRead | UnixFileMode.GroupRead
                        | UnixFileMode.OtherRead | (IsProgram(entry) ? Execute : UnixFileMode.None));
                }
            }
        }
    }

    private static bool IsProgram(FileSystemInfo file) => Path.GetFileName(Path.GetDirectoryName(file.FullName)) == "bin";

    private static void MakeOpenFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Execute | UnixFileMode.UserRead | UnixFileMode.UserWrite
                | UnixFileMode.GroupRead | UnixFileMode.OtherRead);   // whatever the umask
        }
    }
}
