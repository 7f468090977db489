using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Services;
using Notify.Data.Idempotency;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Limits;

public sealed class IdempotencyTests(ApiHosts hosts) : IClassFixture<ApiHosts>
{
    [Fact]
    public async Task Fifty_identical_requests_at_once_on_two_hosts_send_one_message_and_get_one_answer()
    {
        var service = await hosts.ServiceAsync();
        var body = await EmailAsync(service);

        var answers = await hosts.PostManyAsync(service, 50, "email", body, "order-1");

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(49, answers.Count(answer => answer.Header("Idempotent-Replayed") == "true"));
        Assert.Equal((1L, 1), (await hosts.StoredAsync(service), await hosts.CountAsync(service, "email")));
    }

    [Fact]
    public async Task Many_keys_at_once_on_two_hosts_send_one_message_each()
    {
        var service = await hosts.ServiceAsync();
        var body = await EmailAsync(service);

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => ApiHosts.PostAsync(
            service, "email", body, i % 2 == 0 ? hosts.Http : hosts.Other.Http, $"key-{i % 30}")));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(30, answers.Select(answer => answer.Body).Distinct().Count());
        Assert.Equal(30L, await hosts.StoredAsync(service));
    }

    [Fact]
    public async Task Same_key_with_another_body_or_route_conflicts_however_close_they_come()
    {
        var service = await hosts.ServiceAsync();
        var (one, two) = (await EmailAsync(service), await EmailAsync(service));

        var answers = await Task.WhenAll(
            ApiHosts.PostAsync(service, "email", one, hosts.Http, "close"), ApiHosts.PostAsync(service, "email", two, hosts.Other.Http, "close"));
        var otherRoute = await ApiHosts.PostAsync(service, "sms", one, idempotencyKey: "close");

        Assert.Equal([201, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal("409 ConflictError Idempotency-Key was used in the last 24 hours for another request", answers.Single(answer => answer.Status == 409).Words);
        Assert.Equal(409, otherRoute.Status);
        Assert.Equal(1L, await hosts.StoredAsync(service));
    }

    [Fact]
    public async Task Kinds_of_key_and_services_do_not_share_keys_and_requests_without_one_leave_nothing()
    {
        var live = await hosts.ServiceAsync();
        var test = await live.WithKeyAsync(KeyType.Test);
        var body = await EmailAsync(live);

        var answers = new[]
        {
            await ApiHosts.PostAsync(live, "email", body, idempotencyKey: "shared"),
            await ApiHosts.PostAsync(test, "email", body, idempotencyKey: "shared"),
            await ApiHosts.PostAsync(live, "email", body),
        };

        Assert.All(answers, answer => Assert.Equal((201, null), (answer.Status, answer.Header("Idempotent-Replayed"))));
        Assert.Equal(3L, await hosts.StoredAsync(live));
        Assert.Equal(2L, await hosts.ReadAsync<long>("select count(*) from idempotency_keys where service_id = $1", live.Service.Id));
    }

    [Fact]
    public async Task Repetition_costs_nothing_of_the_day_and_is_answered_when_the_day_is_full()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailyEmail = 1 });
        var body = await EmailAsync(service);
        var first = await ApiHosts.PostAsync(service, "email", body, idempotencyKey: "full");

        var again = await ApiHosts.PostAsync(service, "email", body, hosts.Other.Http, "full");

        Assert.Equal((201, first.Body), (again.Status, again.Body));
        Assert.Equal(429, (await ApiHosts.PostAsync(service, "email", body, idempotencyKey: "another")).Status);
    }

    [Fact]
    public async Task Refusals_are_not_remembered()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailySms = 3 });
        var template = await service.SmsTemplateAsync("Dear ((name))");
        var refused = await ApiHosts.PostAsync(service, "sms", new { phone_number = "07700900123", template_id = template }, idempotencyKey: "mended");

        var accepted = await ApiHosts.PostAsync(
            service, "sms", new { phone_number = "07700900123", template_id = template, personalisation = new { name = "Amala" } }, idempotencyKey: "mended");

        Assert.Equal((400, 201), (refused.Status, accepted.Status));
    }

    [Fact]
    public async Task Refusal_of_a_daily_limit_inside_the_commit_forgets_the_key()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailyEmail = 4 });
        var body = await EmailAsync(service);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => ApiHosts.PostAsync(
            service, "email", body, i % 2 == 0 ? hosts.Http : hosts.Other.Http, $"limited-{i}")));

        Assert.Equal(4, answers.Count(answer => answer.Status == 201));
        Assert.Equal(4L, await hosts.ReadAsync<long>("select count(*) from idempotency_keys where service_id = $1", service.Service.Id));
    }

    [Fact]
    public async Task Simulated_recipient_gets_the_same_answer_again()
    {
        var service = await hosts.ServiceAsync();
        var body = new { phone_number = "07700900000", template_id = await service.SmsTemplateAsync("Hello") };

        var answers = await hosts.PostManyAsync(service, 10, "sms", body, "smoke");

        Assert.Single(answers.Select(answer => (answer.Status, answer.Body)).Distinct());
        Assert.Equal(0L, await hosts.StoredAsync(service));
    }

    [Fact]
    public async Task Keys_older_than_a_day_are_new_again_and_are_deleted()
    {
        var service = await hosts.ServiceAsync();
        var body = await EmailAsync(service);
        var first = await ApiHosts.PostAsync(service, "email", body, idempotencyKey: "daily");
        await hosts.RunAsync("update idempotency_keys set created_at = created_at - interval '24 hours' where service_id = $1", service.Service.Id);

        var answers = await hosts.PostManyAsync(service, 10, "email", body, "daily");
        await hosts.RunAsync("update idempotency_keys set created_at = created_at - interval '24 hours' where service_id = $1", service.Service.Id);
        await hosts.Services.GetRequiredService<IdempotencyStore>().DeleteExpiredAsync(CancellationToken.None);

        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.NotEqual(first.Body, answers[0].Body);
        Assert.Equal(2L, await hosts.StoredAsync(service));
        Assert.Equal(0L, await hosts.ReadAsync<long>("select count(*) from idempotency_keys where service_id = $1", service.Service.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\tbed")]
    public async Task What_is_no_key_is_refused(string key)
    {
        var service = await hosts.ServiceAsync();

        var answer = await ApiHosts.PostAsync(service, "email", await EmailAsync(service), idempotencyKey: key);

        Assert.Equal("400 ValidationError Idempotency-Key must be sent once, with 1 to 255 visible ASCII characters", answer.Words);
    }

    [Fact]
    public async Task Key_may_have_255_characters_and_no_more()
    {
        var service = await hosts.ServiceAsync();
        var body = await EmailAsync(service);

        Assert.Equal(201, (await ApiHosts.PostAsync(service, "email", body, idempotencyKey: new string('~', 255))).Status);
        Assert.Equal(400, (await ApiHosts.PostAsync(service, "email", body, idempotencyKey: new string('~', 256))).Status);
    }

    [Fact]
    public async Task Answer_is_encrypted_in_the_database()
    {
        var service = await hosts.ServiceAsync();
        var template = await service.EmailTemplateAsync("Hello", "Dear ((name))");
        await ApiHosts.PostAsync(service, "email", new { email_address = "a@example.com", template_id = template, personalisation = new { name = "Zebedee" } }, idempotencyKey: "secret");

        var stored = await hosts.ReadAsync<byte[]>("select answer from idempotency_keys where service_id = $1", service.Service.Id);

        Assert.Equal(-1, stored.AsSpan().IndexOf(Encoding.UTF8.GetBytes("Zebedee")));
    }

    private static async Task<object> EmailAsync(SendingService service) =>
        new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") };
}
