using System.Globalization;
using Microsoft.Playwright;
using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Sandbox;

public sealed class InboxTests(InboxTests.FullInbox app) : IClassFixture<InboxTests.FullInbox>
{
    [Theory, EveryLook]
    public async Task Inbox_of_more_than_a_page_leads_to_older_messages_and_back(Look look)
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var inbox = await InboxPage.OpenAsync(visitor.Page);

        await Expect(inbox.Rows).ToHaveCountAsync(50);
        await Expect(inbox.Rows.First).ToContainTextAsync("Message 60");
        await Expect(inbox.Newest).ToHaveCountAsync(0);
        await visitor.CheckPageAsync();

        await inbox.Older.ClickAsync();

        await Expect(inbox.Rows).ToHaveCountAsync(10);
        await Expect(inbox.Rows.Last).ToContainTextAsync("Message 1");
        await Expect(inbox.Older).ToHaveCountAsync(0);
        await visitor.CheckPageAsync();

        await inbox.Newest.ClickAsync();

        await Expect(inbox.Rows.First).ToContainTextAsync("Message 60");
    }

    [Theory]
    [InlineData("/sandbox")]
    [InlineData("/sandbox/019abcde-0000-7000-8000-000000000000")]
    public async Task Inbox_is_not_shown_to_those_who_come_through_a_proxy(string path)
    {
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, headers: new Dictionary<string, string> { ["X-Forwarded-For"] = "192.0.2.7" });

        var answer = await visitor.Page.GotoAsync(path);

        Assert.Equal(403, answer!.Status);
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("You’re not allowed to see this page");
        await Expect(visitor.Page.GetByText("Message 60")).ToHaveCountAsync(0);
        await visitor.CheckPageAsync(status: 403);
    }

    public sealed class FullInbox : NotifyApp
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            for (var i = 1; i <= 60; i++)
            {
                await Task.Delay(2);   // ids of the same millisecond have no order
                await Captured.TextAsync(this, $"Message {i.ToString(CultureInfo.InvariantCulture)}");
            }
        }
    }
}
