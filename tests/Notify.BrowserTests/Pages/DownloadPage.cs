using Microsoft.Playwright;

namespace Notify.BrowserTests.Pages;

/// <summary>What a link to a file leads to.</summary>
internal sealed class DownloadPage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Address => page.GetByLabel("Email address");

    public ILocator Problem => page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link);

    public ILocator Button => page.GetByRole(AriaRole.Link, new() { Name = "Download the file" });

    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Contact => page.Locator("main").GetByRole(AriaRole.Link).Last;

    public static async Task<DownloadPage> OpenAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        return new DownloadPage(page);
    }

    /// <returns>A row of the table under the heading, by its name.</returns>
    public ILocator Row(string name) =>
        page.Locator(".govuk-summary-list__row", new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd");

    public async Task ConfirmAsync(string address)
    {
        await Address.FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    public Task<IDownload> DownloadAsync() => page.RunAndWaitForDownloadAsync(() => Button.ClickAsync());
}
