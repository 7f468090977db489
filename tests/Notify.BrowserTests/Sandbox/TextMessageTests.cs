using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Sandbox;

public sealed class TextMessageTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory, EveryLook]
    public async Task Text_message_is_shown_as_a_bubble_with_its_fragments(Look look)
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Dear ((name)), your passport is ready. Bring this message and some proof of where you live to the passport office, "
            + "from Monday to Friday between nine in the morning and five in the afternoon.");
        var id = await service.AcceptAsync("sms", new { phone_number = "+447700900321", template_id = template, personalisation = new { name = $"Amala {look}" } });
        await service.WaitAsync(id);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var message = await MessagePage.OpenAsync(visitor.Page, await Captured.IdOfAsync(app, id));

        await Expect(message.Heading).ToHaveTextAsync("Text message to +447700900321");
        await Expect(message.Bubble).ToContainTextAsync($"Dear Amala {look}, your passport is ready.");
        await Expect(message.Cost).ToHaveTextAsync("2 fragments, GSM 7-bit alphabet");
        await Expect(message.TimeLine).ToContainTextAsync(["Accepted", "Handed to sandbox", "Delivered"]);
        await Expect(message.Frame).ToHaveCountAsync(0);
        await visitor.CheckPageAsync();
    }

    [Theory, EveryLook]
    public async Task Text_message_keeps_its_lines_and_shows_html_and_right_to_left_script_as_text(Look look)
    {
        const string Text = "مرحبا أمل\n<b>جوازك</b> جاهز";
        var id = await Captured.TextAsync(app, Text, sender: "الجوازات");
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var message = await MessagePage.OpenAsync(visitor.Page, id);

        Assert.Equal(Text, await message.Bubble.InnerTextAsync());
        Assert.Equal("rtl", await message.Bubble.EvaluateAsync<string>("element => getComputedStyle(element).direction"));
        await Expect(message.Row("From")).ToHaveTextAsync("الجوازات");
        await Expect(message.Cost).ToHaveTextAsync("1 fragment, UCS-2");
        await visitor.CheckPageAsync();
    }
}
