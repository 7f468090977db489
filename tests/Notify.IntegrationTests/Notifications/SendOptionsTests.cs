using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Notifications;

/// <summary>What a request to send may ask for beyond recipient and template.</summary>
public sealed class SendOptionsTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Scheduled_message_waits_until_it_is_due_and_says_so()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();
        var due = TimeProvider.System.GetUtcNow().AddHours(2);

        using var answer = await service.PostAsync("/v2/notifications/sms", Sms(template, new { scheduled_for = due.ToOffset(TimeSpan.FromHours(5)).ToString("yyyy-MM-ddTHH:mm:sszzz", null) }));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.StartsWith(due.ToString("yyyy-MM-ddTHH:mm:ss", null), json.GetProperty("scheduled_for").GetString(), StringComparison.Ordinal);
        await using var command = app.DataSource.CreateCommand("select due_at > now() + interval '119 minutes' from notification_queue where id = $1");
        command.Parameters.Add(new() { Value = json.GetProperty("id").GetGuid() });
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Scheduled_message_that_has_become_due_is_sent()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", Sms(await service.SmsTemplateAsync(), new { scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") }));

        await using var command = app.DataSource.CreateCommand("update notification_queue set due_at = now() where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
        await service.AcceptAsync("sms", Sms(await service.SmsTemplateAsync()));

        Assert.Equal("delivered", (await service.WaitAsync(id)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("2020-01-01T10:00", "scheduled_for datetime can not be in the past")]
    [InlineData("2099-01-01T10:00+02:00", "scheduled_for datetime can only be 24 hours in the future")]
    [InlineData("tomorrow", "scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601")]
    public async Task Time_beyond_the_horizon_is_refused(string time, string message)
    {
        var service = await app.ServiceAsync();

        Assert.Equal(message, await RefusalAsync(service, "sms", Sms(await service.SmsTemplateAsync(), new { scheduled_for = time })));
    }

    [Fact]
    public async Task Scheduled_message_is_cancelled_once_and_never_sent()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", Sms(await service.SmsTemplateAsync(), new { scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") }));

        using var first = await service.PostAsync($"/v2/notifications/{id}/cancel", new { });
        using var second = await service.PostAsync($"/v2/notifications/{id}/cancel", new { });

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var read = await first.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("cancelled", read.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.String, read.GetProperty("completed_at").ValueKind);
        await using var command = app.DataSource.CreateCommand("select count(*) from notification_queue where id = $1");
        command.Parameters.Add(new() { Value = id });
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Key_of_another_type_cancels_nothing()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", Sms(await service.SmsTemplateAsync(), new { scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") }));
        var tester = await service.WithKeyAsync(KeyType.Test);

        using var answer = await tester.PostAsync($"/v2/notifications/{id}/cancel", new { });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Language_is_meant_without_case_and_region()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();

        await service.AcceptAsync("sms", Sms(template, new { language = "en" }));
        await service.AcceptAsync("sms", Sms(template, new { language = "CY" }));
        await service.AcceptAsync("sms", Sms(template, new { template_version = 1.0 }));
    }

    [Fact]
    public async Task Message_that_is_out_is_not_cancelled_and_neither_is_another_services()
    {
        var service = await app.ServiceAsync();
        var other = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", Sms(await service.SmsTemplateAsync()));
        await service.WaitAsync(id);

        using var late = await service.PostAsync($"/v2/notifications/{id}/cancel", new { });
        using var foreign = await other.PostAsync($"/v2/notifications/{id}/cancel", new { });

        Assert.Equal("Notification can no longer be cancelled: its status is delivered", await MessageAsync(late));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task Template_is_found_by_its_stable_name_and_a_version_can_be_pinned()
    {
        var service = await app.ServiceAsync();
        await StableAsync(service, "reminder", "First ((name))", "Second");

        var newest = await ContentAsync(service, new { phone_number = "07700900123", template_name = "reminder" });
        var pinned = await ContentAsync(service, new { phone_number = "07700900123", template_name = "reminder", template_version = 1, personalisation = new { name = "Amala" } });

        Assert.Equal(("Second", 2), newest);
        Assert.Equal(("First Amala", 1), pinned);
    }

    [Theory]
    [InlineData("""{"template_name":"nothing"}""", "Template not found")]
    [InlineData("""{"template_name":"reminder","template_version":9}""", "Template version 9 not found")]
    [InlineData("""{"template_name":"reminder","template_version":0}""", "template_version 0 is less than the minimum of 1")]
    [InlineData("""{"template_name":"reminder","template_version":"1"}""", "template_version 1 is not of type integer")]
    [InlineData("""{"template_name":"Re minder"}""", "template_name must be lower-case letters, digits and single hyphens between them, at most 100 characters")]
    [InlineData("""{"template_name":"reminder","template_id":"00000000-0000-0000-0000-000000000000"}""", "template_name cannot be given together with template_id")]
    [InlineData("""{"template_name":"reminder","language":"tlh"}""", "language tlh is not one of [en-GB, cy]")]
    public async Task Faulty_choice_of_template_is_refused(string members, string message)
    {
        var service = await app.ServiceAsync();
        await StableAsync(service, "reminder", "First", "Second");
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(members)!;
        body["phone_number"] = "07700900123";

        Assert.Equal(message, await RefusalAsync(service, "sms", body));
    }

    [Fact]
    public async Task Reply_to_and_unsubscribe_address_stand_in_the_mail()
    {
        var service = await app.ServiceAsync();
        var replyTo = await app.Services.GetRequiredService<SenderStore>().AddReplyToAsync(service.Service.Id, "answers@example.gov", isDefault: true, CancellationToken.None);
        Assert.NotNull(replyTo);
        var id = await service.AcceptAsync("email", new
        {
            email_address = "amala@example.com",
            template_id = await service.EmailTemplateAsync(body: "Hello"),
            personalisation = new { name = "Amala" },
            one_click_unsubscribe_url = "https://example.gov/leave?a=1",
        });
        await service.WaitAsync(id);

        await using var command = app.DataSource.CreateCommand("select content from sandbox_messages where notification_id = $1");
        command.Parameters.Add(new() { Value = id });
        var mail = Encoding.UTF8.GetString((byte[])(await command.ExecuteScalarAsync())!);

        Assert.Contains("Reply-To: answers@example.gov", mail, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe: <https://example.gov/leave?a=1>", mail, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Team_key_reaches_team_and_guests_only()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Team);
        var template = await service.SmsTemplateAsync("Hello");
        var team = app.Services.GetRequiredService<TeamStore>();
        await team.AddMemberAsync(service.Service.Id, await team.EnsurePersonAsync("A", $"{service.KeyId}@example.gov", "07700 900301", CancellationToken.None), CancellationToken.None);
        await team.SetGuestListAsync(service.Service.Id, ["+44 7700 900310"], CancellationToken.None);

        await service.AcceptAsync("sms", new { phone_number = "+447700900301", template_id = template });
        await service.AcceptAsync("sms", new { phone_number = "07700900310", template_id = template });

        Assert.Equal(
            "Can’t send to this recipient using a team-only API key",
            await RefusalAsync(service, "sms", new { phone_number = "07700900999", template_id = template }));
    }

    [Fact]
    public async Task Service_in_trial_mode_without_a_team_reaches_nobody()
    {
        var service = await app.ServiceAsync();
        await app.Services.GetRequiredService<ServiceStore>().UpdateAsync(service.Service with { TrialMode = true }, CancellationToken.None);

        Assert.StartsWith(
            "Can’t send to this recipient when service is in trial mode – see https://",
            await RefusalAsync(service, "sms", new { phone_number = "07700900999", template_id = await service.SmsTemplateAsync("Hello") }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulated_recipient_is_answered_and_not_stored()
    {
        var service = await app.ServiceAsync();

        var id = await service.AcceptAsync("sms", new { phone_number = "07700900000", template_id = await service.SmsTemplateAsync("Hello") });

        using var read = await service.GetAsync($"/v2/notifications/{id}");
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    private async Task StableAsync(SendingService service, string name, string first, string second)
    {
        var store = app.Services.GetRequiredService<TemplateStore>();
        var template = new StoredTemplate { Id = Core.Ids.NewRandom(), ServiceId = service.Service.Id, Type = "sms", Name = "Title", StableName = name, Version = 1, Body = first };
        await store.CreateAsync(template, CancellationToken.None);
        Assert.Equal(2, await store.AddVersionAsync(template with { Body = second, Lane = Lane.Priority }, author: null, CancellationToken.None));
    }

    private static async Task<(string Body, int Version)> ContentAsync(SendingService service, object body)
    {
        using var answer = await service.PostAsync("/v2/notifications/sms", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return (json.GetProperty("content").GetProperty("body").GetString()!, json.GetProperty("template").GetProperty("version").GetInt32());
    }

    private static async Task<string> RefusalAsync(SendingService service, string channel, object body)
    {
        using var answer = await service.PostAsync($"/v2/notifications/{channel}", body);
        return await MessageAsync(answer);
    }

    private static async Task<string> MessageAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return json.GetProperty("errors")[0].GetProperty("message").GetString()!;
    }

    private static Dictionary<string, object> Sms(Guid template, object? more = null)
    {
        var body = new Dictionary<string, object> { ["phone_number"] = "07700900123", ["template_id"] = template, ["personalisation"] = new { name = "Amala" } };
        foreach (var member in more?.GetType().GetProperties() ?? [])
        {
            body[member.Name] = member.GetValue(more)!;
        }

        return body;
    }
}
