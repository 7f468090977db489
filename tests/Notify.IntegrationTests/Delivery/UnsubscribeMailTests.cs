using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Notify.Core;
using Notify.Core.Templates;
using Notify.Data.Templates;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Delivery;

/// <summary>The link by which recipients ask not to be written to again, as it stands in the mail, and what it leads to.</summary>
public sealed class UnsubscribeMailTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Mail_carries_one_link_in_its_headers_and_at_the_end_of_both_bodies()
    {
        var service = await app.ServiceAsync();

        var (id, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true));

        var link = mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>');
        Assert.StartsWith($"{app.BaseUrl}/unsubscribe/{id}/", link, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        Assert.EndsWith(link, mail.TextBody!.Trim(), StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", mail.HtmlBody!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_of_a_template_without_the_link_has_none()
    {
        var service = await app.ServiceAsync();

        var (_, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: false));

        Assert.DoesNotContain("unsubscribe", mail.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Address_of_the_request_wins_in_the_header_and_the_body_keeps_the_page()
    {
        var service = await app.ServiceAsync();

        var (id, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true), "https://example.gov/leave?a=1");

        Assert.Equal("<https://example.gov/leave?a=1>", mail.Headers[HeaderId.ListUnsubscribe]);
        Assert.Contains($"{app.BaseUrl}/unsubscribe/{id}/", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("example.gov/leave", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Longest_address_still_gets_a_link_that_mail_programs_can_post_to()
    {
        var service = await app.ServiceAsync();
        var address = $"{new string('a', 64)}@{string.Join('.', Enumerable.Repeat(new string('b', 61), 3))}.example.com";

        var (_, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true), address: address);
        using var answer = await app.Http.PostAsync(PathOf(mail), new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

        Assert.Equal("""{"message":"Unsubscribe successful","result":"success"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Opening_the_link_unsubscribes_nobody_and_its_button_does()
    {
        var service = await app.ServiceAsync();
        var (id, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true));
        var path = PathOf(mail);

        var opened = await PageAsync(path);
        var before = await RequestsAsync(id);
        using var pressed = await app.Http.PostAsync($"{path}/confirm", null);
        using var again = await app.Http.PostAsync($"{path}/confirm", null);

        Assert.Contains($"action=\"{path}/confirm\"", opened, StringComparison.Ordinal);
        Assert.Equal(0, before);
        Assert.Equal(1, await RequestsAsync(id));
        Assert.Contains("You have unsubscribed", await PageAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_who_asked_before_the_service_acted_may_ask_once_more()
    {
        var service = await app.ServiceAsync();
        var (id, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true));
        using var first = await app.Http.PostAsync(PathOf(mail), null);
        await using var acted = app.DataSource.CreateCommand("update unsubscribe_requests set processed_at = now() where notification_id = $1");
        acted.Parameters.Add(new() { Value = id });
        await acted.ExecuteNonQueryAsync();

        Assert.Contains("Do you want to unsubscribe?", await PageAsync(PathOf(mail)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/confirm")]
    public async Task Altered_link_says_so_and_keeps_nothing(string suffix)
    {
        var service = await app.ServiceAsync();
        var (id, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true));
        using var request = new HttpRequestMessage(suffix.Length > 0 ? HttpMethod.Post : HttpMethod.Get, PathOf(mail)[..^3] + suffix);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("This link does not work", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync(id));
    }

    [Fact]
    public async Task Page_gives_the_link_to_nobody()
    {
        var service = await app.ServiceAsync();
        var (_, mail) = await MailAsync(service, await TemplateAsync(service, hasUnsubscribeLink: true));
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(mail));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex, nofollow", answer.Headers.GetValues("X-Robots-Tag").Single());
        Assert.Contains("form-action 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private async Task<(Guid Id, MimeMessage Mail)> MailAsync(SendingService service, Guid template, string? url = null, string address = "amala@example.com")
    {
        var body = new Dictionary<string, object> { ["email_address"] = address, ["template_id"] = template };
        if (url is not null)
        {
            body["one_click_unsubscribe_url"] = url;
        }

        var id = await service.AcceptAsync("email", body);
        await service.WaitAsync(id);
        await using var command = app.DataSource.CreateCommand("select content from sandbox_messages where notification_id = $1");
        command.Parameters.Add(new() { Value = id });
        using var content = new MemoryStream((byte[])(await command.ExecuteScalarAsync())!);
        return (id, await MimeMessage.LoadAsync(content));
    }

    private async Task<Guid> TemplateAsync(SendingService service, bool hasUnsubscribeLink)
    {
        var template = new StoredTemplate
        {
            Id = Ids.NewRandom(),
            ServiceId = service.Service.Id,
            Type = "email",
            Name = "News",
            Version = 1,
            Subject = "News",
            Body = "Here is the news.",
            HasUnsubscribeLink = hasUnsubscribeLink,
        };
        await app.Services.GetRequiredService<TemplateStore>().CreateAsync(template, CancellationToken.None);
        return template.Id;
    }

    private async Task<string> PageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await app.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<long> RequestsAsync(Guid notification)
    {
        await using var count = app.DataSource.CreateCommand("select count(*) from unsubscribe_requests where notification_id = $1");
        count.Parameters.Add(new() { Value = notification });
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static string PathOf(MimeMessage mail) => new Uri(mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>')).AbsolutePath;
}
