using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Providers.Sms;
using Notify.Server.Hosting;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Delivery;

/// <summary>Lanes: shares among the services inside one, and the age from which nothing is sent any more.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Claim_shares_a_batch_equally_among_services()
    {
        await using var app = new ApiOnly();
        await app.InitializeAsync();
        var (large, small, tiny) = (await FilledAsync(app, 60), await FilledAsync(app, 20), await FilledAsync(app, 2));

        var claim = await ClaimAsync(app, 30, Guid.Empty);

        Assert.Equal((10, 10, 2), (Of(claim, large), Of(claim, small), Of(claim, tiny)));
        Assert.True(claim.HasMore);
    }

    [Fact]
    public async Task With_fewer_places_than_services_the_next_claim_goes_on_behind_the_last_one_served()
    {
        await using var app = new ApiOnly();
        await app.InitializeAsync();
        var services = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            services.Add(await FilledAsync(app, 4));
        }

        var served = new List<Guid>();
        var after = Guid.Empty;
        for (var i = 0; i < 5; i++)
        {
            var claim = await ClaimAsync(app, 2, after);
            served.AddRange(claim.Notifications.Select(claimed => claimed.Notification.ServiceId));
            after = claim.LastService;
        }

        Assert.All(services, service => Assert.Equal(2, served.Count(other => other == service)));
    }

    [Fact]
    public async Task Lane_is_emptied_when_no_service_has_more()
    {
        await using var app = new ApiOnly();
        await app.InitializeAsync();
        await FilledAsync(app, 3);

        Assert.Equal(3, (await ClaimAsync(app, 10, Guid.Empty)).Notifications.Count);

        Assert.Empty((await ClaimAsync(app, 10, Guid.Empty)).Notifications);
    }

    [Fact]
    public async Task Thousands_of_services_with_something_for_later_hide_nobody_behind_them()
    {
        await using var app = new ApiOnly();
        await app.InitializeAsync();
        var service = await FilledAsync(app, 2);
        await app.ExecuteAsync(
            """
            insert into notification_queue (id, channel, lane, service_id, due_at)
            select gen_random_uuid(), channel, lane, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, now() + interval '1 day'
              from generate_series(1, 3000) as n, (select channel, lane from notification_queue limit 1) as filled
            """);

        Assert.Equal(2, Of(await ClaimAsync(app, 10, Guid.Empty), service));
    }

    [Fact]
    public async Task What_is_due_later_is_neither_claimed_nor_hides_what_is_due_now()
    {
        await using var app = new ApiOnly();
        await app.InitializeAsync();
        var service = await FilledAsync(app, 2);
        await app.ExecuteAsync("update notification_queue set due_at = now() + interval '1 hour' where id = (select min(id::text)::uuid from notification_queue)");

        var claim = await ClaimAsync(app, 10, Guid.Empty);

        Assert.Equal(1, Of(claim, service));
    }

    [Theory]
    [InlineData("priority", "31 minutes", "expired: not handed over within 30 minutes")]
    [InlineData("normal", "5 hours", "expired: not handed over within 4 hours")]
    [InlineData("bulk", "25 hours", "expired: not handed over within 24 hours")]
    public async Task What_is_older_than_its_lane_allows_is_not_sent_and_says_why(string lane, string age, string reason)
    {
        var carrier = new ScriptedSmsProvider("carrier");
        await using var app = new Everything(carrier);
        await app.InitializeAsync();
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");

        // Accepted for later, then put into the lane as if it had been waiting there.
        var later = TimeProvider.System.GetUtcNow().AddHours(2).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template, scheduled_for = later });
        await app.ExecuteAsync($"update notification_queue set lane = '{lane}', due_at = now(), waits_since = now() - interval '{age}' where id = '{id}'");

        await service.WaitAsync(id, "technical-failure");

        Assert.Empty(carrier.Received);
        Assert.Equal(reason, await app.ScalarAsync($"select reason from notification_events where notification_id = '{id}'"));
    }

    [Fact]
    public async Task Large_send_of_one_service_does_not_delay_the_code_of_another()
    {
        var carrier = new ScriptedSmsProvider("carrier")
        {
            Answer = async (sms, cancellationToken) =>
            {
                await Task.Delay(100, cancellationToken);
                return new SendOutcome.Accepted($"{sms.NotificationId}");
            },
        };
        await using var app = new Everything(carrier);
        await app.InitializeAsync();
        var (mailing, codes) = (await app.ServiceAsync("Mailing"), await app.ServiceAsync("Codes"));
        var template = await mailing.SmsTemplateAsync("Hello");
        await Task.WhenAll(Enumerable.Range(0, 900).Select(_ => mailing.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template })));

        var code = await codes.SmsTemplateAsync("Code 1234");
        var watch = Stopwatch.StartNew();
        await codes.WaitAsync(await codes.AcceptAsync("sms", new { phone_number = "07700900456", template_id = code }), "delivered");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
        Assert.True(carrier.Received.Count < 900, "the large send was over before the code");
    }

    [Fact]
    public async Task Codes_go_out_within_a_second_while_a_bulk_send_of_another_service_drains()
    {
        const int Rows = 20_000;
        const string Asks = "+447700900456";
        var handedOver = new ConcurrentDictionary<Guid, long>();
        var carrier = new ScriptedSmsProvider("carrier")
        {
            Answer = async (sms, cancellationToken) =>
            {
                if (sms.To == Asks)
                {
                    handedOver.TryAdd(sms.NotificationId, Stopwatch.GetTimestamp());
                }

                await Task.Delay(20, cancellationToken);
                return new SendOutcome.Accepted($"{sms.NotificationId}");
            },
        };
        await using var app = new Everything(carrier);
        await app.InitializeAsync();
        var (mailing, codes) = (await app.ServiceAsync("Mailing"), await app.ServiceAsync("Codes"));
        var template = await codes.SmsTemplateAsync("Code 1234");
        var rows = string.Concat(Enumerable.Repeat("07700900123\n", Rows));
        using (var bulk = await mailing.PostAsync("/v2/notifications/bulk", new { name = "n", template_id = await mailing.SmsTemplateAsync("Hello"), csv = $"phone number\n{rows}" }))
        {
            Assert.Equal(201, (int)bulk.StatusCode);
        }

        await UntilAsync(() => carrier.Received.Count > 100);
        var took = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var id = await codes.AcceptAsync("sms", new { phone_number = Asks, template_id = template });
            await UntilAsync(() => handedOver.ContainsKey(id));
            took.Add(Stopwatch.GetElapsedTime(began, handedOver[id]).TotalMilliseconds);
        }

        Assert.True(carrier.Received.Count < Rows, "the bulk send was over before the codes");
        took.Sort();
        Assert.True(took[47] < 1000, $"p50 {took[25]:0} ms, p95 {took[47]:0} ms, slowest {took[^1]:0} ms");

        static async Task UntilAsync(Func<bool> isSo)
        {
            for (var i = 0; i < 4000 && !isSo(); i++)
            {
                await Task.Delay(5);
            }

            Assert.True(isSo(), "not so after 20 s");
        }
    }

    private static async Task<Guid> FilledAsync(NotifyApp app, int count)
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template })));
        return service.Service.Id;
    }

    private static Task<Claim> ClaimAsync(NotifyApp app, int batchSize, Guid after) =>
        app.Services.GetRequiredService<QueueStore>().ClaimDueAsync(Channel.Sms, Lane.Normal, owner: 77_000, batchSize, after, Lease, default);

    private static int Of(Claim claim, Guid service) => claim.Notifications.Count(claimed => claimed.Notification.ServiceId == service);

    private abstract class OfOneTest : NotifyApp, IAsyncDisposable
    {
        public async Task ExecuteAsync(string sql)
        {
            await using var command = DataSource.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        public async Task<object?> ScalarAsync(string sql)
        {
            await using var command = DataSource.CreateCommand(sql);
            return await command.ExecuteScalarAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }

    private sealed class ApiOnly : OfOneTest
    {
        protected override Roles Roles => Roles.Api;
    }

    private sealed class Everything(ScriptedSmsProvider carrier) : OfOneTest
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Notify:Delivery:SmsProviders"] = "carrier",
        };

        protected override void Configure(WebApplicationBuilder builder)
        {
            base.Configure(builder);
            builder.Services.AddSingleton<ISmsProvider>(carrier);
        }
    }
}
