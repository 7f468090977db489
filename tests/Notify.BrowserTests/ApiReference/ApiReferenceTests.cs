using Microsoft.Playwright;
using Notify.BrowserTests.Browser;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.ApiReference;

public sealed class ApiReferenceTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Reference_shows_every_group_of_routes_and_asks_no_other_host()
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl);

        await visitor.Page.GotoAsync("/documentation/api");

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Notify API" }).First).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Send an e-mail" }).First).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Templates as code" }).First).ToBeVisibleAsync();
        visitor.CheckConsole();
    }

    [Fact]
    public async Task Without_scripts_the_files_are_offered()
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, Look.WithoutScripts);

        await visitor.Page.GotoAsync("/documentation");

        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "OpenAPI 3.1" })).ToHaveAttributeAsync("href", "/v2/openapi.json");
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "OpenAPI 3.0" })).ToHaveAttributeAsync("href", "/v2/openapi-3.0.json");
    }
}
