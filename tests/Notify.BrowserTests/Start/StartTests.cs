using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Start;

public sealed class StartTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory, EveryLook]
    public async Task Start_page_says_what_it_is_and_leads_to_an_empty_inbox(Look look)
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var start = await StartPage.OpenAsync(visitor.Page);

        await Expect(start.Heading).ToHaveTextAsync("Send e-mails and text messages to the public");
        await Expect(start.ApiAddress).ToHaveTextAsync($"{app.BaseUrl}/v2");
        await Expect(start.Documentation).ToHaveTextAsync(["API reference", "Callbacks"]);
        await Expect(visitor.Page).ToHaveTitleAsync("Send e-mails and text messages to the public – Notify");
        await visitor.CheckPageAsync();

        var inbox = await start.GoToInboxAsync();

        await Expect(inbox.Notice).ToContainTextAsync("Nothing has been captured yet");
        await Expect(inbox.Rows).ToHaveCountAsync(0);
        await visitor.CheckPageAsync();
    }
}
