using Microsoft.Playwright;

namespace Notify.BrowserTests.Pages;

/// <summary>One captured message.</summary>
internal sealed class MessagePage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>What stands in the frame that shows the e-mail's HTML.</summary>
    public IFrameLocator Html => page.FrameLocator("iframe");

    public ILocator Frame => page.Locator("iframe");

    public ILocator PlainText => page.GetByRole(AriaRole.Region, new() { Name = "As plain text" });

    public ILocator Source => page.GetByRole(AriaRole.Region, new() { Name = "Raw source" });

    public ILocator Bubble => page.Locator(".notify-bubble");

    public ILocator Cost => page.Locator(".notify-bubble + p");

    public ILocator TimeLine => page.GetByRole(AriaRole.Region, new() { Name = "Time line" }).GetByRole(AriaRole.Listitem);

    public static async Task<MessagePage> OpenAsync(IPage page, Guid id)
    {
        await page.GotoAsync($"/sandbox/{id}");
        return new MessagePage(page);
    }

    /// <returns>A row of the table under the heading, by its name.</returns>
    public ILocator Row(string name) =>
        page.Locator(".govuk-summary-list__row", new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd");

    public Task<IDownload> DownloadAsync() =>
        page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download it" }).ClickAsync());

    public async Task<InboxPage> GoBackAsync()
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the sandbox inbox" }).ClickAsync();
        return new InboxPage(page);
    }
}
