using Notify.TestKit.Server;

namespace Notify.IntegrationTests;

public sealed class FirstMessageTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Email_accepted_over_http_is_delivered()
    {
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync();

        var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = template, personalisation = new { name = "Amala" } });

        Assert.Equal("delivered", (await service.WaitAsync(id)).GetProperty("status").GetString());
    }
}
