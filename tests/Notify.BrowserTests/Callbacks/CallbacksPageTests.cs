using Microsoft.Playwright;
using Notify.BrowserTests.Browser;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Callbacks;

/// <summary>The page that tells programmers of callbacks.</summary>
public sealed class CallbacksPageTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory, EveryLook]
    public async Task Page_about_callbacks_can_be_read_by_everybody(Look look)
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        await visitor.Page.GotoAsync("/documentation/callbacks");

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Check the signature" })).ToBeVisibleAsync();
        await visitor.CheckPageAsync();
    }
}
