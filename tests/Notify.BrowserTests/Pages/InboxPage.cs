using Microsoft.Playwright;

namespace Notify.BrowserTests.Pages;

internal sealed class InboxPage(IPage page)
{
    public ILocator Rows => page.Locator("tbody tr");

    public ILocator Notice => page.Locator(".govuk-inset-text");

    public ILocator Older => page.GetByRole(AriaRole.Link, new() { Name = "Older messages" });

    public ILocator Newest => page.GetByRole(AriaRole.Link, new() { Name = "Newest messages" });

    public static async Task<InboxPage> OpenAsync(IPage page)
    {
        await page.GotoAsync("/sandbox");
        return new InboxPage(page);
    }

    /// <param name="title">Of a message: an e-mail's subject, a text's beginning.</param>
    public async Task<MessagePage> ReadAsync(string title)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).ClickAsync();
        return new MessagePage(page);
    }
}
