using Microsoft.Playwright;
using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.BrowserTests.Sandbox;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Shared;

public sealed class LayoutTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory, EveryLook]
    public async Task Unknown_page_says_so_and_leads_to_the_start(Look look)
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var answer = await visitor.Page.GotoAsync("/no-such-page");

        Assert.Equal(404, answer!.Status);
        await Expect(visitor.Page).ToHaveTitleAsync("Page not found – Notify");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Page not found");
        await visitor.CheckPageAsync(status: 404);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the start page" }).ClickAsync();

        await Expect(new StartPage(visitor.Page).Heading).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sandbox")]
    [InlineData("/no-such-page")]
    public async Task Skip_link_comes_first_and_leads_past_the_menu(string path)
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl);
        await visitor.Page.GotoAsync(path);
        var skip = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to main content" });

        await visitor.Page.Keyboard.PressAsync("Tab");

        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();

        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");

        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.activeElement.closest('main, footer') !== null"), "the menu was not skipped");
    }

    [Theory, EveryLook]
    public async Task Keyboard_reaches_everything_on_the_message_page_and_shows_where_it_is(Look look)
    {
        var id = await Captured.EmailAsync(app, "Hello", "<p>Hello", string.Join('\n', Enumerable.Repeat("Long.", 200)));
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);
        await MessagePage.OpenAsync(visitor.Page, id);
        var visited = new List<string>();

        for (var i = 0; i < 30; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            var focus = await visitor.Page.EvaluateAsync<string[]?>(
                """
                () => {
                  const element = document.activeElement
                  if (element === document.body) return null
                  const style = getComputedStyle(element)
                  const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                  return [(element.title || element.getAttribute('aria-labelledby') || element.textContent).trim(), shown ? 'shown' : 'not shown']
                }
                """);
            if (focus is null)
            {
                break;
            }

            visited.Add(focus[0]);
            if (focus[0] == "The e-mail as HTML")
            {
                continue;   // the focus is inside the frame, where the page cannot show it; the link below is the other way there
            }

            Assert.True(focus[1] == "shown", $"nothing shows that the focus is on {focus[0]}");
        }

        Assert.Equal(
            ["Skip to main content", "Notify", "Start", "Sandbox inbox", "Back to the sandbox inbox", "The e-mail as HTML", "Open the HTML on a page of its own", "plain", "Download it", "source", "Health", "Status and version"],
            visited);
    }

    [Theory]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/notify.css", "text/css")]
    [InlineData("/govuk-frontend/govuk-frontend.min.css", "text/css")]
    public async Task Asset_is_served_and_may_be_kept_for_a_while(string path, string mediaType)
    {
        using var answer = await app.Http.GetAsync(new Uri(path, UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        using var unchanged = await app.Http.SendAsync(again);

        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=600", answer.Headers.CacheControl!.ToString());
        Assert.Equal(304, (int)unchanged.StatusCode);
    }

    [Fact]
    public async Task Head_answers_as_get_does_without_a_body()
    {
        var id = await Captured.EmailAsync(app, "Hello", "<p>Hello");
        string[] paths = ["/", "/sandbox", $"/sandbox/{id}", $"/sandbox/{id}/html", $"/sandbox/{id}/raw", "/notify.css", "/health/ready", "/_status"];
        foreach (var path in paths)
        {
            using var head = await app.Http.SendAsync(Request(HttpMethod.Head, path));
            using var get = await app.Http.SendAsync(Request(HttpMethod.Get, path));

            Assert.Equal((path, 200), (path, (int)head.StatusCode));
            Assert.Equal((path, get.Content.Headers.ContentType), (path, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }

        static HttpRequestMessage Request(HttpMethod method, string path) => new(method, path) { Headers = { { "Accept", "text/html" } } };
    }

    [Fact]
    public async Task Page_carries_the_policies_of_every_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sandbox") { Headers = { { "Accept", "text/html" } } };

        using var answer = await app.Http.SendAsync(request);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }
}
