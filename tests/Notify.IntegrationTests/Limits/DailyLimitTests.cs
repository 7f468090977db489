using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Services;
using Notify.Data.Limits;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Limits;

public sealed class DailyLimitTests(ApiHosts hosts) : IClassFixture<ApiHosts>
{
    private const string AtHome = "07700900123";
    private const string Abroad = "+33612345678";

    private static readonly HashSet<ServicePermission> TextsAbroad = [ServicePermission.Sms, ServicePermission.InternationalSms];

    [Fact]
    public async Task Two_hosts_at_once_accept_exactly_the_limit()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailyEmail = 13 });
        var body = await EmailAsync(service);

        var answers = await hosts.PostManyAsync(service, 60, "email", body);

        Assert.Equal(13, answers.Count(answer => answer.Status == 201));
        Assert.Equal((13L, 13), (await hosts.StoredAsync(service), await hosts.CountAsync(service, "email")));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal("429 TooManyRequestsError Exceeded send limits (email: 13) for today", answer.Words));
    }

    [Fact]
    public async Task Refusal_says_when_the_day_ends()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailySms = 0 });

        var answer = await ApiHosts.PostAsync(service, "sms", await SmsAsync(service, AtHome));

        var seconds = (int)answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.InRange(seconds, 1, 86_400);
        Assert.Equal("\"sms-per-day\";q=0;w=86400", answer.Header("RateLimit-Policy"));
        Assert.Equal($"\"sms-per-day\";r=0;t={seconds}", answer.Header("RateLimit"));
    }

    [Fact]
    public async Task Full_day_is_told_before_the_body_is_looked_at_on_a_host_that_sent_nothing()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailySms = 1 });
        Assert.Equal(201, (await ApiHosts.PostAsync(service, "sms", await SmsAsync(service, AtHome))).Status);

        Assert.Equal("429 TooManyRequestsError Exceeded send limits (sms: 1) for today", (await ApiHosts.PostAsync(service, "sms", new { }, hosts.Other.Http)).Words);
    }

    [Fact]
    public async Task Texts_abroad_count_in_both_and_those_refused_in_neither()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailySms = 100, DailyInternationalSms = 3 }, permissions: TextsAbroad);
        var abroad = await SmsAsync(service, Abroad);

        var answers = await hosts.PostManyAsync(service, 20, "sms", abroad);
        var atHome = await hosts.PostManyAsync(service, 4, "sms", await SmsAsync(service, AtHome));
        await hosts.PostManyAsync(service, 2, "sms", await SmsAsync(service, "+447797900123"));

        Assert.Equal(3, answers.Count(answer => answer.Status == 201));
        Assert.Equal("429 TooManyRequestsError Exceeded send limits (international_sms: 3) for today", answers.First(answer => answer.Status != 201).Words);
        Assert.All(atHome, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(3, await hosts.CountAsync(service, "international_sms"));
        Assert.Equal(await hosts.StoredAsync(service), await hosts.CountAsync(service, "sms"));
    }

    [Fact]
    public async Task Limit_of_all_texts_stops_those_abroad_as_well()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailySms = 5, DailyInternationalSms = 100 }, permissions: TextsAbroad);

        var answers = await hosts.PostManyAsync(service, 20, "sms", await SmsAsync(service, Abroad));

        Assert.Equal(5, answers.Count(answer => answer.Status == 201));
        Assert.Equal((5, 5), (await hosts.CountAsync(service, "sms"), await hosts.CountAsync(service, "international_sms")));
    }

    [Fact]
    public async Task Live_and_team_keys_share_a_counter_that_test_keys_do_not_touch()
    {
        var live = await hosts.ServiceAsync(limits: new() { DailySms = 2 });
        await hosts.RunAsync("insert into guest_list (service_id, recipient) values ($1, $2)", live.Service.Id, AtHome);
        var (team, test) = (await live.WithKeyAsync(KeyType.Team), await live.WithKeyAsync(KeyType.Test));
        var body = await SmsAsync(live, AtHome);

        var statuses = new List<int>();
        foreach (var key in new[] { live, team, live, team, test, test, test })
        {
            statuses.Add((await ApiHosts.PostAsync(key, "sms", body)).Status);
        }

        Assert.Equal([201, 201, 429, 429, 201, 201, 201], statuses);
        Assert.Equal(2, await hosts.CountAsync(live, "sms"));
    }

    [Fact]
    public async Task Limit_of_zero_stops_test_keys_too_unless_the_service_is_on_trial()
    {
        var live = await hosts.ServiceAsync(keyType: KeyType.Test, limits: new() { DailySms = 0 });
        var trial = await hosts.ServiceAsync(keyType: KeyType.Test, limits: new() { DailySms = 0 });
        await hosts.RunAsync("update services set trial_mode = true where id = $1", trial.Service.Id);

        var refused = await ApiHosts.PostAsync(live, "sms", await SmsAsync(live, AtHome));
        var accepted = await ApiHosts.PostAsync(trial, "sms", await SmsAsync(trial, AtHome));

        Assert.Equal("429 TooManyRequestsError Exceeded send limits (sms: 0) for today", refused.Words);
        Assert.Equal(201, accepted.Status);
    }

    [Fact]
    public async Task Refused_and_simulated_messages_do_not_count_but_a_full_day_stops_simulated_ones()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailySms = 1 });
        var simulated = await SmsAsync(service, "07700900000");
        await ApiHosts.PostAsync(service, "sms", new { phone_number = AtHome, template_id = Guid.Empty });
        Assert.Equal(201, (await ApiHosts.PostAsync(service, "sms", simulated)).Status);
        Assert.Equal(0L, await hosts.StoredAsync(service));

        Assert.Equal(201, (await ApiHosts.PostAsync(service, "sms", await SmsAsync(service, AtHome))).Status);

        Assert.Equal(429, (await ApiHosts.PostAsync(service, "sms", simulated)).Status);
    }

    [Fact]
    public async Task Counters_survive_a_restart_and_end_with_the_day()
    {
        var service = await hosts.ServiceAsync(limits: new() { DailyEmail = 1 });
        var body = await EmailAsync(service);
        Assert.Equal(201, (await ApiHosts.PostAsync(service, "email", body)).Status);
        await using (var restarted = await hosts.StartAnotherAsync())
        {
            Assert.Equal(429, (await ApiHosts.PostAsync(service, "email", body, restarted.Http)).Status);
        }

        await hosts.RunAsync("update daily_counts set day = day - 1 where service_id = $1", service.Service.Id);
        await using var nextDay = await hosts.StartAnotherAsync();

        Assert.Equal(201, (await ApiHosts.PostAsync(service, "email", body, nextDay.Http)).Status);
    }

    [Fact]
    public async Task Counters_of_days_long_gone_are_deleted()
    {
        var service = Guid.Parse("6f7cdb25-2bd5-4b5c-a0c5-8a0a4b9e2b34");
        await hosts.RunAsync(
            "insert into daily_counts (service_id, day, kind) select $1, (now() at time zone 'utc')::date - n, 'sms' from generate_series(38, 42) as n", service);

        await hosts.Services.GetRequiredService<DailyCountStore>().DeleteOldAsync(CancellationToken.None);

        Assert.Equal(3L, await hosts.ReadAsync<long>("select count(*) from daily_counts where service_id = $1", service));
    }

    private static async Task<object> EmailAsync(SendingService service) =>
        new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") };

    private static async Task<object> SmsAsync(SendingService service, string number) =>
        new { phone_number = number, template_id = await service.SmsTemplateAsync("Hello") };
}
