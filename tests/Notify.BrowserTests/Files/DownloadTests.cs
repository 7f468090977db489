using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.Core;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Files;
using Notify.Data.Services;
using Notify.Server.Features.Files;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Files;

public sealed class DownloadTests(DownloadTests.Unscanned app) : IClassFixture<DownloadTests.Unscanned>
{
    private const string Contact = "https://www.example.gov/contact-us-about-something-with-a-long-address";

    [Theory, EveryLook]
    public async Task File_is_downloaded_from_the_page_that_its_link_leads_to(Look look)
    {
        var (service, link) = await SendAsync("Amala’s driving licence renewal letter of November 2026.txt", confirm: false);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var page = await DownloadPage.OpenAsync(visitor.Page, link);

        await Expect(page.Heading).ToHaveTextAsync("Download your file");
        await Expect(page.Main).ToContainTextAsync($"{service.Name} sent you a file.");
        await Expect(page.Row("Name")).ToHaveTextAsync("Amala’s driving licence renewal letter of November 2026.txt");
        await Expect(page.Row("Type and size")).ToHaveTextAsync("Text file, 11 bytes");
        await Expect(page.Contact).ToHaveAttributeAsync("href", Contact);
        await visitor.CheckPageAsync();

        var download = await page.DownloadAsync();

        Assert.Equal("Amala’s driving licence renewal letter of November 2026.txt", download.SuggestedFilename);
        Assert.Equal("Dear Amala.", await File.ReadAllTextAsync(await download.PathAsync()));
    }

    [Theory, EveryLook]
    public async Task Recipient_confirms_the_address_before_the_file_is_shown(Look look)
    {
        var (service, link) = await SendAsync("letter.txt", confirm: true);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var page = await DownloadPage.OpenAsync(visitor.Page, link);

        await Expect(page.Heading).ToHaveTextAsync("Confirm your email address");
        await Expect(page.Main).ToContainTextAsync(service.Name);
        await Expect(page.Main).Not.ToContainTextAsync("letter.txt");
        await Expect(page.Button).ToHaveCountAsync(0);
        await visitor.CheckPageAsync();

        await page.ConfirmAsync("eve@example.com");

        await Expect(visitor.Page).ToHaveTitleAsync("Error: Confirm your email address – Notify");
        await Expect(page.Problem).ToHaveTextAsync("The file was not sent to this email address. Enter the address that received the email with the link");
        await Expect(page.Address).ToHaveValueAsync("eve@example.com");
        await visitor.CheckPageAsync(status: 400);

        await page.Problem.ClickAsync();
        await Expect(page.Address).ToBeFocusedAsync();
        await page.ConfirmAsync("Amala@example.com");

        await Expect(page.Heading).ToHaveTextAsync("Download your file");
        await visitor.CheckPageAsync(status: 400);
        Assert.Equal("letter.txt", (await page.DownloadAsync()).SuggestedFilename);
    }

    [Theory, EveryLook]
    public async Task Too_many_addresses_lock_the_file_for_a_while(Look look)
    {
        var (service, link) = await SendAsync("letter.txt", confirm: true);
        var id = Core.Files.FileLink.TryReadId(new Uri(link).Segments[^1], out var read) ? read : throw new InvalidOperationException(link);
        for (var i = 0; i < FileGuesses.Most; i++)
        {
            await app.Services.GetRequiredService<IFileStore>().TakeGuessAsync(service.Id, id, CancellationToken.None);
        }

        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);
        var page = await DownloadPage.OpenAsync(visitor.Page, link);

        await page.ConfirmAsync("amala@example.com");

        await Expect(page.Heading).ToHaveTextAsync("You have tried too many email addresses");
        await visitor.CheckPageAsync(status: 429);
    }

    [Theory, EveryLook]
    public async Task Link_that_is_over_says_whom_to_ask(Look look)
    {
        var (service, link) = await SendAsync("letter.txt", confirm: false);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var page = await DownloadPage.OpenAsync(visitor.Page, link[..^5]);

        await Expect(page.Heading).ToHaveTextAsync("This file is no longer available");
        await Expect(page.Main).ToContainTextAsync(service.Name);
        await visitor.CheckPageAsync(status: 404);
    }

    private async Task<(Service Service, string Link)> SendAsync(string fileName, bool confirm)
    {
        var service = new Service { Id = Ids.NewRandom(), Name = $"Vehicle Licensing {Ids.NewRandom():N}"[..26], ContactLink = Contact };
        await app.Services.GetRequiredService<ServiceStore>().CreateAsync(service, CancellationToken.None);
        var file = new { file = Convert.ToBase64String(Encoding.UTF8.GetBytes("Dear Amala.")), filename = fileName, confirm_email_before_download = confirm };
        var sent = await app.Services.GetRequiredService<FilesByEmail>().HandleAsync(
            service, Personalisation.FromJson(JsonSerializer.SerializeToElement(new { file })), "amala@example.com", isSimulated: false, CancellationToken.None);
        Assert.True(sent.TryGet(out var linked, out var refusal), refusal?.Message);
        return (service, JsonSerializer.Deserialize<Dictionary<string, string>>(linked.ToJson())!["file"]);
    }

    public sealed class Unscanned : NotifyApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Notify:Files:AllowUnscanned"] = "true" };
    }
}
