using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.Notifications;
using Notify.Server.Hosting;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Api;

/// <summary>What reading offers beyond the recorded answers.</summary>
public sealed class ReadingTests(ReadingTests.QuietApp app) : IClassFixture<ReadingTests.QuietApp>
{
    [Fact]
    public async Task Pages_follow_each_other_without_losing_or_repeating_any()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var sent = new List<Guid>();
        for (var i = 0; i < 260; i++)
        {
            sent.Add(await ImportAsync(service, template, Channel.Sms));
        }

        var seen = new List<Guid>();
        var pages = new List<int>();
        for (string? next = "/v2/notifications?include_jobs=true"; next is not null && pages.Count < 5;)
        {
            var page = await JsonAsync(service, next);
            var ids = page.GetProperty("notifications").EnumerateArray().Select(notification => notification.GetProperty("id").GetGuid()).ToList();
            pages.Add(ids.Count);
            seen.AddRange(ids);
            next = page.GetProperty("links").TryGetProperty("next", out var link) ? link.GetString()![app.BaseUrl.Length..] : null;
        }

        Assert.Equal([250, 10, 0], pages);
        Assert.Equal(sent.OrderDescending(), seen);
    }

    [Fact]
    public async Task Statuses_may_be_joined_by_commas()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var created = await ImportAsync(service, template, Channel.Sms);
        var sending = await ImportAsync(service, template, Channel.Sms, NotificationStatus.Sending);
        await ImportAsync(service, template, Channel.Sms, NotificationStatus.Delivered);

        var page = await JsonAsync(service, "/v2/notifications?status=created%2Csending");

        // Two of one millisecond have no order.
        Assert.Equal(new[] { sending, created }.Order(), page.GetProperty("notifications").EnumerateArray().Select(notification => notification.GetProperty("id").GetGuid()).Order());
        Assert.Equal($"{app.BaseUrl}/v2/notifications?status=created,sending", page.GetProperty("links").GetProperty("current").GetString());
    }

    [Fact]
    public async Task Time_line_tells_what_providers_said()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, await service.SmsTemplateAsync("Hello"), Channel.Sms, NotificationStatus.PermanentFailure);
        await EventAsync(id, "failed", "permanent-failure", "550 unknown");

        var line = await JsonAsync(service, $"/v2/notifications/{id}/events");

        Assert.Equal(id, line.GetProperty("notification_id").GetGuid());
        Assert.Equal(
            ["status created", "failed permanent-failure 550 unknown"],
            line.GetProperty("events").EnumerateArray().Select(entry => $"{entry.GetProperty("kind")} {entry.GetProperty("status")} {entry.GetProperty("reason")}".TrimEnd()));
    }

    [Fact]
    public async Task Members_of_our_own_appear_only_when_asked_for()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, await service.EmailTemplateAsync("Hello", "# Welcome"), Channel.Email, NotificationStatus.PermanentFailure);
        await EventAsync(id, "failed", "permanent-failure", "550 unknown");

        var plain = await JsonAsync(service, $"/v2/notifications/{id}");
        var one = await JsonAsync(service, $"/v2/notifications/{id}?include=html,status_reason&unknown=1");
        var many = (await JsonAsync(service, "/v2/notifications?include=html&include=status_reason")).GetProperty("notifications")[0];

        Assert.False(plain.TryGetProperty("html", out _) || plain.TryGetProperty("status_reason", out _));
        Assert.Contains("<h2", one.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal("550 unknown", one.GetProperty("status_reason").GetString());
        Assert.Equal(one.GetProperty("html").GetString(), many.GetProperty("html").GetString());
    }

    [Fact]
    public async Task Reason_is_that_of_the_present_status_whatever_was_said_of_another()
    {
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync("Hello", "# Welcome");
        var delivered = await ImportAsync(service, template, Channel.Email, NotificationStatus.Delivered);
        await EventAsync(delivered, "receipt", "temporary-failure", "mailbox full");
        var failed = await ImportAsync(service, template, Channel.Email, NotificationStatus.PermanentFailure);
        await EventAsync(failed, "receipt", "permanent-failure", "550 unknown");
        await EventAsync(failed, "receipt-ignored", null, "too late");

        Assert.Equal(JsonValueKind.Null, (await JsonAsync(service, $"/v2/notifications/{delivered}?include=status_reason")).GetProperty("status_reason").ValueKind);
        Assert.Equal("550 unknown", (await JsonAsync(service, $"/v2/notifications/{failed}?include=status_reason")).GetProperty("status_reason").GetString());
    }

    [Fact]
    public async Task Asked_members_without_a_value_are_null()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, await service.SmsTemplateAsync("Hello"), Channel.Sms);

        var one = await JsonAsync(service, $"/v2/notifications/{id}?include=html,status_reason");

        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (one.GetProperty("html").ValueKind, one.GetProperty("status_reason").ValueKind));
    }

    [Fact]
    public async Task Unsubscribe_link_keeps_one_request_however_often_it_is_posted_to()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, await service.EmailTemplateAsync(), Channel.Email);
        var link = (await JsonAsync(service, $"/v2/notifications/{id}")).GetProperty("one_click_unsubscribe_url").GetString()!;

        using var first = await app.Http.PostAsync(link, null);
        using var again = await app.Http.PostAsync(link, new StringContent("List-Unsubscribe=One-Click"));
        using var got = await app.Http.GetAsync(link);

        Assert.Equal("""{"message":"Unsubscribe successful","result":"success"}""", await first.Content.ReadAsStringAsync());
        Assert.Equal((200, 405), ((int)again.StatusCode, (int)got.StatusCode));
        await using var count = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select count(*) from unsubscribe_requests where service_id = $1 and notification_id = $2 and email_address = 'ann@example.com'");
        count.Parameters.Add(new() { Value = service.Service.Id });
        count.Parameters.Add(new() { Value = id });
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Unsubscribe_token_of_another_notification_or_altered_is_refused()
    {
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync();
        var (id, other) = (await ImportAsync(service, template, Channel.Email), await ImportAsync(service, template, Channel.Email));
        var link = (await JsonAsync(service, $"/v2/notifications/{id}")).GetProperty("one_click_unsubscribe_url").GetString()!;

        using var moved = await app.Http.PostAsync(link.Replace(id.ToString(), other.ToString(), StringComparison.Ordinal), null);
        using var altered = await app.Http.PostAsync(link[..^2], null);

        const string Refused = """{"message":{"unsubscribe request":"This is not a valid unsubscribe link."},"result":"error"}""";
        Assert.Equal((404, Refused), ((int)moved.StatusCode, await moved.Content.ReadAsStringAsync()));
        Assert.Equal((404, Refused), ((int)altered.StatusCode, await altered.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/v2/notifications")]
    [InlineData("/v2/templates")]
    [InlineData("/v2/received-text-messages")]
    public async Task Head_is_answered_as_get_without_a_body(string path)
    {
        var service = await app.ServiceAsync();

        using var answer = await service.SendAsync(HttpMethod.Head, path, content: null);

        Assert.Equal((200, "application/json", 0), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, (await answer.Content.ReadAsByteArrayAsync()).Length));
    }

    [Fact]
    public async Task Request_id_of_the_caller_is_given_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/nothing") { Headers = { { "X-Request-Id", "case-17" } } };
        using var answer = await app.Http.SendAsync(request);

        Assert.Equal("case-17", answer.Headers.GetValues("X-Request-Id").Single());
    }

    private async Task<Guid> ImportAsync(SendingService service, Guid template, Channel channel, NotificationStatus status = NotificationStatus.Created)
    {
        var now = TimeProvider.System.GetUtcNow();
        var notification = new Notification
        {
            Id = Ids.New(TimeProvider.System),
            ServiceId = service.Service.Id,
            Channel = channel,
            Status = status,
            KeyType = KeyType.Normal,
            TemplateId = template,
            TemplateVersion = 1,
            Recipient = channel == Channel.Email ? "ann@example.com" : "+447700900123",
            RecipientAsSent = channel == Channel.Email ? "ann@example.com" : "07700900123",
            Personalisation = default,
            Sender = "",
            RateMultiplier = 1,
            HasUnsubscribeLink = channel == Channel.Email,
            CreatedAt = now,
            UpdatedAt = status == NotificationStatus.Created ? null : now,
        };
        await app.Services.GetRequiredService<NotificationStore>().ImportAsync(notification, service.KeyId, CancellationToken.None);
        return notification.Id;
    }

    private async Task EventAsync(Guid id, string kind, string? status, string reason)
    {
        await using var insert = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "insert into notification_events (notification_id, id, kind, status, provider, reason) values ($1, $2, $3, $4, 'sandbox', $5)");
        foreach (var value in new[] { id, Ids.New(TimeProvider.System), kind, status ?? (object)DBNull.Value, reason })
        {
            insert.Parameters.Add(new() { Value = value });
        }

        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> JsonAsync(SendingService service, string path)
    {
        using var answer = await service.GetAsync(path);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public sealed class QuietApp : NotifyApp
    {
        protected override Roles Roles => Roles.Api;
    }
}
