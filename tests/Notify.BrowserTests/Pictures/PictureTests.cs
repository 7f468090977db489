using Microsoft.Extensions.DependencyInjection;
using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.BrowserTests.Sandbox;
using Notify.Core;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Pictures;

/// <summary>The pictures of the pages that the README shows. With <c>NOTIFY_PICTURES=1</c> they are written to <c>ops/pictures</c>.</summary>
public sealed class PictureTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    private const int MostBytes = 200_000;

    [Fact]
    public async Task Picture_of_an_email_in_the_sandbox_is_small_enough_for_the_readme()
    {
        var service = await ServiceAsync("Vehicle Licensing");
        var template = await service.EmailTemplateAsync(
            "Your appointment on ((date))",
            """
            Dear ((name)),

            # Your appointment is confirmed

            We look forward to seeing you on ((date)) at the service centre in ((place)).

            ## Please bring

            ((documents))

            ^ If you cannot come, tell us at least one day before.

            You can change or cancel your appointment at https://www.example.gov/appointments
            """);
        string[] documents = ["your driving licence", "proof of your address"];
        var id = await service.AcceptAsync("email", new
        {
            email_address = "amala@example.com",
            template_id = template,
            personalisation = new { name = "Amala", date = "Friday 27 November", place = "Ashford", documents },
        });
        await service.WaitAsync(id);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl);
        var message = await MessagePage.OpenAsync(visitor.Page, await Captured.IdOfAsync(app, id));
        await Expect(message.Html.Locator("li").First).ToBeVisibleAsync();
        await visitor.Page.SetViewportSizeAsync(1280, 1240);

        var picture = await visitor.Page.ScreenshotAsync();

        Assert.InRange(picture.Length, 10_000, MostBytes);
        if (Environment.GetEnvironmentVariable("NOTIFY_PICTURES") == "1")
        {
            var folder = Directory.CreateDirectory(Path.Combine(Repository(), "ops", "pictures"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "sandbox-email.png"), picture);
        }
    }

    /// <summary>A service of this very name.</summary>
    private async Task<SendingService> ServiceAsync(string name)
    {
        var service = new Service { Id = Ids.NewRandom(), Name = name };
        await app.Services.GetRequiredService<ServiceStore>().CreateAsync(service, CancellationToken.None);
        var key = await app.Services.GetRequiredService<ApiKeyStore>().CreateAsync(service.Id, "picture", KeyType.Normal, CancellationToken.None);
        return new SendingService(app, service, key!.Value.Id, key.Value.Key);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Notify.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No Notify.sln above the tests");
        }

        return folder.FullName;
    }
}
