namespace Notify.BrowserTests.Browser;

/// <summary>A Chromium to start, and what to add to its environment.</summary>
internal sealed record BrowserProgram(string Path, IReadOnlyDictionary<string, string> Environment)
{
    public const string Variable = "NOTIFY_BROWSER";

    private static readonly string[] Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe", "msedge.exe"];

    private static readonly string[] UsualPlaces =
    [
        "/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    /// <summary>The one that <c>NOTIFY_BROWSER</c> names, else the machine's Chromium or Chrome, else the one from npm.</summary>
    /// <exception cref="BrowserMissingException">There is none; the message says what to do.</exception>
    public static Task<BrowserProgram> FindAsync() =>
        FindAsync(System.Environment.GetEnvironmentVariable(Variable), System.Environment.GetEnvironmentVariable("PATH"));

    /// <param name="named">Value of <c>NOTIFY_BROWSER</c>.</param>
    /// <param name="path">Value of <c>PATH</c>; null looks nowhere on the machine.</param>
    internal static async Task<BrowserProgram> FindAsync(string? named, string? path)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? Plain(named)
                : throw new BrowserMissingException($"{Variable} names {named}, which is not there. Set it to the path of a Chromium or Chrome, or leave it empty.");
        }

        return path is not null && OnMachine(path) is { } found ? Plain(found) : await NpmBrowser.GetAsync();
    }

    private static string? OnMachine(string path)
    {
        var folders = path.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(UsualPlaces);
        return folders.SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)).Append(folder)).FirstOrDefault(File.Exists);
    }

    private static BrowserProgram Plain(string path) => new(path, new Dictionary<string, string>());
}

/// <summary>No browser can be had; the message is one line that says what to do.</summary>
internal sealed class BrowserMissingException(string message) : Exception(message);
