using Microsoft.Playwright;
using Notify.BrowserTests.Browser;
using Notify.BrowserTests.Pages;
using Notify.TestKit.Server;
using static Microsoft.Playwright.Assertions;

namespace Notify.BrowserTests.Sandbox;

public sealed class EmailTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory, EveryLook]
    public async Task Email_sent_through_the_api_is_shown_as_html_plain_text_and_source(Look look)
    {
        var service = await app.ServiceAsync("Vehicle Licensing");
        var template = await service.EmailTemplateAsync("Your appointment, ((name))", "# Your appointment\n\nDear ((name)), see you **soon**.\n\n* passport\n* photograph");
        var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = template, personalisation = new { name = $"Amala {look}" } });
        await service.WaitAsync(id);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        var inbox = await InboxPage.OpenAsync(visitor.Page);
        await visitor.CheckPageAsync();
        var message = await inbox.ReadAsync($"Your appointment, Amala {look}");

        await Expect(message.Heading).ToHaveTextAsync($"Your appointment, Amala {look}");
        await Expect(visitor.Page).ToHaveTitleAsync($"Your appointment, Amala {look} – Notify");
        await Expect(message.Row("To")).ToHaveTextAsync("amala@example.com");
        await Expect(message.Row("From")).ToContainTextAsync("Vehicle Licensing");
        await Expect(message.Row("Notification")).ToHaveTextAsync(id.ToString());
        await Expect(message.Html.Locator("h2")).ToHaveTextAsync("Your appointment");
        await Expect(message.Html.Locator("li")).ToHaveCountAsync(2);
        await Expect(message.Html.Locator("li").First).ToBeVisibleAsync();
        await Expect(message.PlainText).ToContainTextAsync($"Dear Amala {look}, see you");
        await Expect(message.Source).ToContainTextAsync("Content-Type: multipart/alternative");
        await Expect(message.TimeLine).ToContainTextAsync(["Accepted", "Handed to sandbox", "Delivered"]);
        await visitor.CheckPageAsync();

        var download = await message.DownloadAsync();

        Assert.Equal($"{id}.eml", download.SuggestedFilename);
        using var mime = await MimeKit.MimeMessage.LoadAsync(await download.CreateReadStreamAsync());
        Assert.Equal($"Your appointment, Amala {look}", mime.Subject);

        await message.GoBackAsync();

        await Expect(visitor.Page).ToHaveURLAsync($"{app.BaseUrl}/sandbox");
    }

    [Fact]
    public async Task Email_html_is_accessible_by_itself()
    {
        var service = await app.ServiceAsync("Vehicle Licensing");
        var template = await service.EmailTemplateAsync(
            "Your appointment", "# Your appointment\n\nDear ((name)).\n\n* passport\n* photograph\n\n## Change it\n\nSee https://www.example.gov/appointments\n\n^ Come early.");
        var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = template, personalisation = new { name = "Amala" } });
        await service.WaitAsync(id);
        var html = await app.Http.GetStringAsync(new Uri($"/sandbox/{await Captured.IdOfAsync(app, id)}/html", UriKind.Relative));
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl);

        await visitor.Page.SetContentAsync(html);

        // The rules on landmarks and headings of a web page are not for e-mails; the standard's are.
        Visitor.Nothing(await Visitor.ViolationsAsync(visitor.Page, "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"));
    }

    [Fact]
    public async Task Email_frame_shows_the_whole_of_a_common_email()
    {
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync("Short", "Dear ((name)).\n\nYour passport is ready.\n\nYours, the passport office");
        var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = template, personalisation = new { name = "Amala" } });
        await service.WaitAsync(id);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl);

        var message = await MessagePage.OpenAsync(visitor.Page, await Captured.IdOfAsync(app, id));

        var frame = (await message.Frame.BoundingBoxAsync())!;
        var plainText = (await message.PlainText.BoundingBoxAsync())!;
        var lastLine = (await message.Html.GetByText("Yours, the passport office", new() { Exact = true }).BoundingBoxAsync())!;
        Assert.True(frame.Width >= 600, $"an e-mail is up to 580 pixels wide, the frame {frame.Width}");
        Assert.True(lastLine.Y + lastLine.Height < frame.Y + frame.Height, "the e-mail ends below its frame");
        Assert.True(plainText.X > frame.X + frame.Width, "the plain text stands below, not beside");
        Assert.Equal(frame.Height, plainText.Height, 1.0);
    }

    [Theory, EveryLook]
    public async Task Link_in_an_email_opens_a_window_of_its_own(Look look)
    {
        var id = await Captured.EmailAsync(app, "Link", "<!DOCTYPE html><html lang=\"en\"><head><title>Mail</title></head><body><p><a href=\"https://elsewhere.example/form\">Fill in the form</a>");
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);
        var message = await MessagePage.OpenAsync(visitor.Page, id);
        var link = message.Html.GetByRole(AriaRole.Link);

        var window = await visitor.Page.RunAndWaitForPopupAsync(() => link.ClickAsync());

        await Expect(link).ToBeVisibleAsync();
        await visitor.WaitForAsync("https://elsewhere.example/form");
        Assert.NotSame(visitor.Page, window);
    }

    [Fact]
    public async Task Script_in_an_email_does_not_run_and_nothing_is_fetched_for_it()
    {
        const string Html = """
            <!DOCTYPE html><html lang="en"><head><title>Mail</title>
            <script>document.title = 'ran'; top.document.title = 'ran';</script>
            <link rel="stylesheet" href="https://elsewhere.example/style.css">
            <style>@import 'https://elsewhere.example/more.css'; p { background: url(https://elsewhere.example/back.png) }</style></head>
            <body><p id="state">as sent</p>
            <img src="https://elsewhere.example/pixel.png" alt="" onerror="document.getElementById('state').textContent = 'ran'">
            <img src="data:image/png;base64,broken" alt="" onerror="document.getElementById('state').textContent = 'ran'">
            <form action="https://elsewhere.example/steal"><input name="password" aria-label="Password"><button>Log in</button></form>
            <iframe src="https://elsewhere.example/frame"></iframe>
            <script>document.getElementById('state').textContent = 'ran'</script></body></html>
            """;
        var id = await Captured.EmailAsync(app, "Trouble", Html);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl);

        var message = await MessagePage.OpenAsync(visitor.Page, id);
        await message.Html.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(message.Html.Locator("#state")).ToHaveTextAsync("as sent");
        await Expect(visitor.Page).ToHaveTitleAsync("Trouble – Notify");
        Assert.Empty(visitor.AskedElsewhere);

        // Nor when it is opened without the frame round it.
        await visitor.Page.GotoAsync($"/sandbox/{id}/html");

        await Expect(visitor.Page.Locator("#state")).ToHaveTextAsync("as sent");
        await Expect(visitor.Page).ToHaveTitleAsync("Mail");
        Assert.Empty(visitor.AskedElsewhere);
    }

    [Theory, EveryLook]
    public async Task Values_with_html_and_right_to_left_script_are_shown_as_text(Look look)
    {
        const string Subject = "<b onclick=alert(1)>مرحبا</b> & \"שלום\" {{name}}";
        const string Plain = "مرحبا بكم في خدمة الجوازات\n<script>alert(1)</script>";
        var id = await Captured.EmailAsync(app, Subject, "<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\"><title>م</title><p>مرحبا", Plain, "<i>الجوازات</i>");
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        await InboxPage.OpenAsync(visitor.Page);

        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = Subject, Exact = true }).First).ToBeVisibleAsync();
        await visitor.CheckPageAsync();

        var message = await MessagePage.OpenAsync(visitor.Page, id);

        await Expect(message.Heading).ToHaveTextAsync(Subject);
        await Expect(visitor.Page).ToHaveTitleAsync($"{Subject} – Notify");
        await Expect(message.Row("From")).ToHaveTextAsync("<i>الجوازات</i> <passports@notify.example.gov>");
        await Expect(message.PlainText).ToHaveTextAsync(Plain);
        Assert.Equal("rtl", await message.PlainText.EvaluateAsync<string>("element => getComputedStyle(element).direction"));
        await visitor.CheckPageAsync();
    }

    [Theory, EveryLook]
    public async Task Long_words_break_rather_than_widen_the_page(Look look)
    {
        var word = new string('w', 300);
        var id = await Captured.EmailAsync(app, word, "<p>" + word, word, word);
        await using var visitor = await Visitor.ComeAsync(app.BaseUrl, look);

        await InboxPage.OpenAsync(visitor.Page);
        await visitor.CheckPageAsync();
        await MessagePage.OpenAsync(visitor.Page, id);
        await visitor.CheckPageAsync();
    }
}
