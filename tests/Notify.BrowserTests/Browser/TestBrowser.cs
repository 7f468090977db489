using Microsoft.Playwright;

namespace Notify.BrowserTests.Browser;

/// <summary>The one browser of this test process, started when first asked for; it ends with the process.</summary>
internal static class TestBrowser
{
    private static readonly Lazy<Task<IBrowser>> Starting = new(StartAsync);

    public static Task<IBrowser> SharedAsync() => Starting.Value;

    private static async Task<IBrowser> StartAsync()
    {
        var program = await BrowserProgram.FindAsync();
        var playwright = await Playwright.CreateAsync();
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
        foreach (var (name, value) in program.Environment)
        {
            environment[name] = value;
        }

        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program.Path,
            Headless = true,
            Env = environment,

            // Chromium's own sandbox needs what containers and root do not have. It sees pages of ours only, and asks nobody else.
            ChromiumSandbox = false,
            Args =
            [
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }
}
