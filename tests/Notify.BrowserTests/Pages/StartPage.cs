using Microsoft.Playwright;

namespace Notify.BrowserTests.Pages;

internal sealed class StartPage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator ApiAddress => page.Locator("code");

    public static async Task<StartPage> OpenAsync(IPage page)
    {
        await page.GotoAsync("/");
        return new StartPage(page);
    }

    public ILocator Documentation => page.Locator("#documentation + ul a");

    public async Task<InboxPage> GoToInboxAsync()
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Read it in the sandbox inbox" }).ClickAsync();
        return new InboxPage(page);
    }
}
