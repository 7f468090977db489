using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Notify.TestKit;

namespace Notify.BrowserTests.Browser;

/// <summary>The Chromium of the npm package <c>@sparticuz/chromium</c>, unpacked beside the tests once a version.</summary>
internal static class NpmBrowser
{
    private const string Package = "@sparticuz/chromium";

    public static async Task<BrowserProgram> GetAsync()
    {
        string package;
        try
        {
            package = NodePackages.Folder(Package);
        }
        catch (DirectoryNotFoundException e)
        {
            throw Missing(e.Message);
        }

        var folder = Path.Combine(AppContext.BaseDirectory, $"chromium-{await VersionAsync(package)}");
        if (!Directory.Exists(folder))
        {
            await UnpackAsync(package, folder);
        }

        var environment = new Dictionary<string, string> { ["FONTCONFIG_FILE"] = Path.Combine(folder, "fonts.conf") };
        var program = Path.Combine(folder, "chromium");
        if (!await StartsAsync(program, environment))
        {
            // A machine without the libraries of a browser: those in the package do.
            environment["LD_LIBRARY_PATH"] = Path.Combine(folder, "al2023", "lib");
            if (!await StartsAsync(program, environment))
            {
                throw Missing($"{program} does not start on this machine.");
            }
        }

        return new BrowserProgram(program, environment);
    }

    /// <summary>Another test process may be doing the same: whoever holds the lock unpacks, and a folder of the final name is whole.</summary>
    private static async Task UnpackAsync(string package, string folder)
    {
        await using var held = await LockAsync(folder + ".lock");
        if (Directory.Exists(folder))
        {
            return;
        }

        var partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        var script = Path.Combine(AppContext.BaseDirectory, "Browser", "unpack-browser.mjs");
        var (exitCode, errors) = await RunAsync("node", [script, package, partial], []);
        if (exitCode != 0)
        {
            throw Missing($"{Package} could not be unpacked into {folder}: {errors.ReplaceLineEndings(" ").Trim()}.");
        }

        Directory.Move(partial, folder);
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<string> VersionAsync(string package)
    {
        await using var file = File.OpenRead(Path.Combine(package, "package.json"));
        using var json = await JsonDocument.ParseAsync(file);
        return json.RootElement.GetProperty("version").GetString()!;
    }

    private static async Task<bool> StartsAsync(string program, Dictionary<string, string> environment) =>
        (await RunAsync(program, ["--version", "--no-sandbox"], environment)).ExitCode == 0;

    private static async Task<(int ExitCode, string Errors)> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            return (process.ExitCode, errors);
        }
        catch (Win32Exception e)
        {
            return (-1, e.Message);
        }
    }

    private static BrowserMissingException Missing(string reason) =>
        new($"No browser for the tests: {reason} Install Chromium or Chrome, or set {BrowserProgram.Variable} to the path of one.");
}
