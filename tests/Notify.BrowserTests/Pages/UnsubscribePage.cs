using Microsoft.Playwright;

namespace Notify.BrowserTests.Pages;

/// <summary>What the unsubscribe link of a mail leads to.</summary>
internal sealed class UnsubscribePage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Button => page.GetByRole(AriaRole.Button, new() { Name = "Unsubscribe" });

    public static async Task<UnsubscribePage> OpenAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        return new UnsubscribePage(page);
    }
}
