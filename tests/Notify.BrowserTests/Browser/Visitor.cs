using System.Collections.Concurrent;
using Microsoft.Playwright;
using Notify.TestKit;

namespace Notify.BrowserTests.Browser;

/// <summary>One person at the pages: a browser window without history, and what it complained about.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(NodePackages.Folder("axe-core"), "axe.min.js")));

    private readonly IBrowserContext _context;
    private readonly Look _look;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _elsewhere = new();

    private Visitor(IBrowserContext context, IPage page, Look look)
    {
        _context = context;
        _look = look;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Addresses asked for that are not the server's.</summary>
    public IReadOnlyCollection<string> AskedElsewhere => _elsewhere;

    public static async Task<Visitor> ComeAsync(string baseUrl, Look look = Look.Wide, IReadOnlyDictionary<string, string>? headers = null)
    {
        var browser = await TestBrowser.SharedAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = baseUrl,
            ViewportSize = look == Look.Narrow ? new ViewportSize { Width = 320, Height = 640 } : new ViewportSize { Width = 1280, Height = 900 },
            JavaScriptEnabled = look != Look.WithoutScripts,
            ExtraHTTPHeaders = headers,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);   // the five seconds it has by itself are too short for a large page on a busy machine
        var visitor = new Visitor(context, await context.NewPageAsync(), look);

        // What the Content-Security-Policy refuses does not come this far.
        await context.RouteAsync(url => !url.StartsWith(baseUrl + "/", StringComparison.Ordinal), async route =>
        {
            visitor._elsewhere.Enqueue(route.Request.Url);
            await route.AbortAsync();
        });
        return visitor;
    }

    /// <summary>Waits until an address that is not the server's is asked for, for at most five seconds.</summary>
    public async Task WaitForAsync(string address)
    {
        for (var i = 0; i < 100 && !_elsewhere.Contains(address); i++)
        {
            await Task.Delay(50);
        }

        Assert.Contains(address, _elsewhere);
    }

    /// <summary>What every page must be, in every state: accessible, no wider than the window, and without an error in the browser's
    /// console, where it also says what the Content-Security-Policy refused.</summary>
    /// <param name="status">Of the page itself, which the console tells of when it is an error.</param>
    public async Task CheckPageAsync(int status = 200)
    {
        Nothing(await Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('*')]
              .filter(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
              .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth)
              .map(element => `too wide: ${element.tagName} ${element.className}`)
            """));
        if (_look != Look.WithoutScripts)   // axe waits for timers, which do not run there
        {
            Nothing(await ViolationsAsync(Page));
        }

        Nothing(_complaints.Where(complaint => !complaint.Contains($"status of {status} ", StringComparison.Ordinal)));
        Nothing(_elsewhere);
    }

    /// <summary>Fails when the browser complained of anything, or when another host was asked.</summary>
    public void CheckConsole()
    {
        Nothing(_complaints);
        Nothing(_elsewhere);
    }

    /// <summary>Fails with the lines there are.</summary>
    public static void Nothing(IEnumerable<string> lines) => Assert.True(!lines.Any(), string.Join('\n', lines));

    /// <param name="onlyTags">Groups of rules, such as <c>wcag2a</c>; all rules when there are none.</param>
    /// <returns>What axe finds wrong with the accessibility of the page, one line each.</returns>
    public static async Task<string[]> ViolationsAsync(IPage page, params string[] onlyTags)
    {
        await page.EvaluateAsync(Axe.Value);
        return await page.EvaluateAsync<string[]>(
            """
            async tags => (await axe.run(document, { resultTypes: ['violations'], iframes: false, ...(tags.length && { runOnly: tags }) })).violations
              .flatMap(violation => violation.nodes.map(node => `${violation.id}: ${violation.help}: ${node.html}`))
            """,
            onlyTags);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
