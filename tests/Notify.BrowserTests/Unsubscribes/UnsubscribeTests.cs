using Microsoft.Extensions.DependencyInjection;
using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.Server.Hosting;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Unsubscribes;

public sealed class UnsubscribeTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory, EveryLook]
    public async Task Person_unsubscribes_with_one_button_and_sees_so_on_coming_back(Look look)
    {
        var (service, link) = await LinkAsync();
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var page = await UnsubscribePage.OpenAsync(visitor.Page, link);

        await Expect(page.Heading).ToHaveTextAsync("Do you want to unsubscribe?");
        await Expect(page.Main).ToContainTextAsync($"{service.Name} sent you an email.");
        await visitor.CheckPageAsync();

        await page.Button.ClickAsync();

        await Expect(page.Heading).ToHaveTextAsync("You have unsubscribed");
        await Expect(page.Main).ToContainTextAsync(service.Name);
        await Expect(page.Button).ToHaveCountAsync(0);
        await Expect(visitor.Page).ToHaveURLAsync(link);
        await visitor.CheckPageAsync();

        await UnsubscribePage.OpenAsync(visitor.Page, link);

        await Expect(page.Heading).ToHaveTextAsync("You have unsubscribed");
    }

    [Theory, EveryLook]
    public async Task Link_that_is_not_whole_says_so(Look look)
    {
        var (_, link) = await LinkAsync();
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var page = await UnsubscribePage.OpenAsync(visitor.Page, link[..^4]);

        await Expect(page.Heading).ToHaveTextAsync("This link does not work");
        await Expect(page.Button).ToHaveCountAsync(0);
        await visitor.CheckPageAsync(status: 404);
    }

    private async Task<(Service Service, string Link)> LinkAsync()
    {
        var service = new Service { Id = Ids.NewRandom(), Name = $"Vehicle Licensing {Ids.NewRandom():N}"[..26] };
        await app.Services.GetRequiredService<ServiceStore>().CreateAsync(service, CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        return (service, app.Services.GetRequiredService<UnsubscribeLinks>().For(new Notification
        {
            Id = Ids.New(TimeProvider.System),
            ServiceId = service.Id,
            Channel = Channel.Email,
            Status = NotificationStatus.Delivered,
            KeyType = KeyType.Normal,
            TemplateId = Ids.NewRandom(),
            TemplateVersion = 1,
            Recipient = "amala@example.com",
            RecipientAsSent = "amala@example.com",
            Personalisation = default,
            Sender = "",
            RateMultiplier = 1,
            HasUnsubscribeLink = true,
            CreatedAt = now,
            UpdatedAt = now,
        }));
    }
}
