using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Callbacks;
using Notify.Core.ReceivedTexts;
using Notify.Core.Services;
using Notify.Data.ReceivedTexts;
using Notify.Server.Maintenance;
using Notify.TestKit.Callbacks;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>What a service's program is told, over real sockets.</summary>
public sealed class CallbackTests(CallbackApp app) : IClassFixture<CallbackApp>
{
    private static readonly string[] Members =
    [
        "id", "reference", "to", "status", "created_at", "completed_at", "sent_at", "notification_type", "template_id", "template_version", "status_reason",
    ];

    [Fact]
    public async Task Delivery_is_told_in_the_form_of_the_contract_and_signed()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var secret = await app.SetAsync(service, listener);
        var template = await service.EmailTemplateAsync();

        var id = await service.AcceptAsync("email", new { email_address = "Sam@example.com", template_id = template, personalisation = new { name = "Zoë" }, reference = "ärger-1" });
        var told = (await listener.WaitAsync())[0];

        Assert.Equal("POST", told.Method);
        Assert.Equal("application/json", told.Headers["Content-Type"]);
        Assert.Equal($"Bearer {CallbackApp.Token}", told.Headers["Authorization"]);
        Assert.StartsWith("Notify/", told.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.True(Guid.TryParse(told.Headers["Notify-Delivery-Id"], out _));
        Assert.Equal(Members, told.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(id, told.Json.GetProperty("id").GetGuid());
        Assert.Equal("ärger-1", told.Json.GetProperty("reference").GetString());
        Assert.Equal("Sam@example.com", told.Json.GetProperty("to").GetString());
        Assert.Equal("delivered", told.Json.GetProperty("status").GetString());
        Assert.Equal("email", told.Json.GetProperty("notification_type").GetString());
        Assert.Equal(template, told.Json.GetProperty("template_id").GetGuid());
        Assert.Equal(1, told.Json.GetProperty("template_version").GetInt32());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", told.Json.GetProperty("completed_at").GetString()!);
        var header = told.Headers["Notify-Signature"];
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(header[2..header.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(CallbackSignature.Of([secret], at, told.Body), header);
    }

    [Fact]
    public async Task Requests_are_measured_by_what_came_of_them()
    {
        using var figures = new Figures(app.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "notify.callback.duration");
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);

        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
        await listener.WaitAsync();

        Assert.True(SpinWait.SpinUntil(() => figures.Counted.Any(one => one.EndsWith(" 2xx", StringComparison.Ordinal)), TimeSpan.FromSeconds(30)), string.Join(", ", figures.Counted));
    }

    [Fact]
    public async Task Request_stands_in_the_trace_of_the_message_it_tells_of()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        using var spans = new Spans();

        var id = await SendAsync(service);
        await app.WaitForAsync("select outcome from callback_attempts where service_id = @service_id", service.Service.Id, "delivered");

        Assert.Equal(["accept", "send", "callback"], spans.Of(id).Select(span => span.OperationName));
    }

    [Fact]
    public async Task Message_that_nobody_could_hand_over_in_time_is_told_as_a_technical_failure_with_the_reason()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" }, scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") });

        await app.ExecuteAsync("update notification_queue set due_at = now(), waits_since = now() - interval '25 hours' where service_id = @service_id", service.Service.Id);

        var told = (await listener.WaitAsync())[0].Json;
        Assert.Equal("technical-failure", told.GetProperty("status").GetString());
        Assert.StartsWith("expired: not handed over within", told.GetProperty("status_reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_no_receipt_came_for_is_told_as_a_temporary_failure_with_the_reason()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        await app.RunAsync("select make_notification_partitions((now() at time zone 'utc')::date - 4, (now() at time zone 'utc')::date)");
        await app.ExecuteAsync(
            """
            insert into notifications (id, service_id, channel, status, key_type, template_id, template_version, recipient, recipient_as_sent, sender, provider, created_at)
            values ((left(uuid_at(now() - interval '73 hours')::text, 24) || right(gen_random_uuid()::text, 12))::uuid, @service_id, 'sms', 'sending', 'normal',
                    gen_random_uuid(), 1, 'r', 'r', 's', 'carrier', now() - interval '73 hours')
            """,
            service.Service.Id);

        await ActivatorUtilities.CreateInstance<TimeOutJob>(app.Services).RunAsync(CancellationToken.None);

        var told = (await listener.WaitAsync())[0].Json;
        Assert.Equal(("temporary-failure", "no receipt within 72 hours"), (told.GetProperty("status").GetString(), told.GetProperty("status_reason").GetString()));
    }

    [Theory]
    [InlineData("temp-fail@simulator.notify", "temporary-failure")]
    [InlineData("perm-fail@simulator.notify", "permanent-failure")]
    [InlineData("anybody@example.com", "delivered")]
    public async Task Test_keys_cause_callbacks(string recipient, string status)
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync(keyType: KeyType.Test);
        await app.SetAsync(service, listener);

        await service.AcceptAsync("email", new { email_address = recipient, template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });

        Assert.Equal(status, (await listener.WaitAsync())[0].Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Cancelling_and_a_later_correction_are_told()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        var template = await service.EmailTemplateAsync();
        var cancelled = await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = template, personalisation = new { name = "Sam" }, scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") });

        using (await service.PostAsync($"/v2/notifications/{cancelled}/cancel", new { }))
        {
        }

        Assert.Equal("cancelled", (await listener.WaitAsync())[0].Json.GetProperty("status").GetString());
        await app.ExecuteAsync("update notifications set status = 'delivered', updated_at = now() where service_id = @service_id", service.Service.Id);
        await listener.WaitAsync(2);
        await app.ExecuteAsync("update notifications set status = 'permanent-failure', updated_at = now() where service_id = @service_id", service.Service.Id);
        Assert.Equal("permanent-failure", (await listener.WaitAsync(3))[2].Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("sending")]
    [InlineData("pending")]
    [InlineData("created")]
    public async Task Statuses_that_are_not_final_are_not_told(string status)
    {
        var service = await app.ServiceAsync();
        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, "https://nobody.example.org/told", CallbackApp.Token, default);
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" }, scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") });

        await app.ExecuteAsync($"update notifications set status = 'sending' where service_id = @service_id; update notifications set status = '{status}' where service_id = @service_id", service.Service.Id);

        await app.WaitForAsync("select count(*) from callback_queue where service_id = @service_id", service.Service.Id, 0L);
    }

    [Fact]
    public async Task Text_abroad_is_told_as_sent_and_what_its_network_reports_after_it()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello"), scheduled_for = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O") });

        await app.ExecuteAsync("update notifications set status = 'sent', updated_at = now() where service_id = @service_id", service.Service.Id);
        Assert.Equal("sent", (await listener.WaitAsync())[0].Json.GetProperty("status").GetString());
        await app.ExecuteAsync("update notifications set status = 'permanent-failure', updated_at = now() where service_id = @service_id", service.Service.Id);

        Assert.Equal("permanent-failure", (await listener.WaitAsync(2))[1].Json.GetProperty("status").GetString());
        await app.ExecuteAsync("update notifications set status = 'sent' where service_id = @service_id", service.Service.Id);
        await listener.WaitAsync(3);
        Assert.Equal(1, await app.Callbacks.ReplayAsync(service.Service.Id, CallbackKind.DeliveryStatus, TimeProvider.System.GetUtcNow().AddHours(-1), false, null, default));
    }

    [Fact]
    public async Task Received_text_and_complaint_are_told()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener, CallbackKind.ReceivedText);
        var textId = Ids.New(TimeProvider.System);

        await app.Services.GetRequiredService<ReceivedTextStore>().AddAsync(
            new ReceivedText { Id = textId, ServiceId = service.Service.Id, NotifyNumber = "07700900999", UserNumber = "447700900111", Content = "Hello ☃", CreatedAt = TimeProvider.System.GetUtcNow() }, default);

        var text = (await listener.WaitAsync())[0].Json;
        Assert.Equal(["id", "source_number", "destination_number", "message", "date_received"], text.EnumerateObject().Select(member => member.Name));
        Assert.Equal(textId, text.GetProperty("id").GetGuid());
        Assert.Equal("447700900111", text.GetProperty("source_number").GetString());
        Assert.Equal("Hello ☃", text.GetProperty("message").GetString());

        await app.SetAsync(service, listener, CallbackKind.Complaint);
        await app.ExecuteAsync("insert into complaints (id, service_id, notification_id, provider, recipient, reference) values (gen_random_uuid(), @service_id, gen_random_uuid(), 'smtp', 'sam@example.com', 'r1')", service.Service.Id);
        var complaint = (await listener.WaitAsync(2))[1].Json;
        Assert.Equal(["notification_id", "complaint_id", "reference", "to", "complaint_date"], complaint.EnumerateObject().Select(member => member.Name));
        Assert.Equal("r1", complaint.GetProperty("reference").GetString());
    }

    [Fact]
    public async Task Failed_request_is_made_again_with_the_same_delivery_id_to_the_address_of_that_moment()
    {
        await using var old = await CallbackListener.StartAsync();
        await using var moved = await CallbackListener.StartAsync();
        old.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var service = await app.ServiceAsync();
        await app.SetAsync(service, old);

        await SendAsync(service);
        var first = (await old.WaitAsync())[0];
        await app.WaitForAsync("select tries from callback_queue where service_id = @service_id", service.Service.Id, 1);
        await app.SetAsync(service, moved);
        await app.ExecuteAsync("update callback_queue set due_at = now() where service_id = @service_id", service.Service.Id);

        Assert.Equal(first.Headers["Notify-Delivery-Id"], (await moved.WaitAsync())[0].Headers["Notify-Delivery-Id"]);
        await app.WaitForAsync("select count(*) from callback_attempts where service_id = @service_id", service.Service.Id, 2L);
        var attempts = await app.Callbacks.AttemptsAsync(service.Service.Id, null, false, 10, default);
        Assert.Equal([("delivered", 200, 2), ("retry", 503, 1)], attempts.Select(attempt => (attempt.Outcome, attempt.StatusCode!.Value, attempt.Try)));
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_sent_under_the_same_delivery_id()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var id = await SendAsync(service);
        await service.WaitAsync(id);
        await app.SetAsync(service, listener);
        var deliveryId = Ids.NewRandom();

        // As a claim of a process that was killed leaves it: held by a number whose lock nobody has.
        await app.ExecuteAsync(
            $"""
            insert into callback_queue (id, service_id, kind, subject_id, owner, attempt, lease_until)
            select '{deliveryId}', @service_id, 'delivery-status', '{id}', nextval('notification_owner')::integer, 1, now() + interval '1 hour'
            """,
            service.Service.Id);

        Assert.Equal(deliveryId.ToString(), (await listener.WaitAsync())[0].Headers["Notify-Delivery-Id"]);
    }

    [Fact]
    public async Task Callback_of_one_message_is_replayed_by_its_id_however_long_ago_it_ended()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var id = await SendAsync(service);
        await service.WaitAsync(id);
        await app.ExecuteAsync("update notifications set updated_at = now() - interval '6 days' where service_id = @service_id", service.Service.Id);
        await app.SetAsync(service, listener);

        Assert.Equal(1, await app.Callbacks.ReplayAsync(service.Service.Id, CallbackKind.DeliveryStatus, TimeProvider.System.GetUtcNow().AddDays(-1), false, id, default));

        Assert.Equal(id, (await listener.WaitAsync())[0].Json.GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    public async Task Answer_that_says_the_request_is_wrong_is_final_and_can_be_replayed(int status)
    {
        await using var listener = await CallbackListener.StartAsync();
        listener.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = listener.Url;
            return Task.CompletedTask;
        };
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);

        await SendAsync(service);
        await listener.WaitAsync();
        await app.WaitForAsync("select outcome from callback_attempts where service_id = @service_id", service.Service.Id, "given-up");
        Assert.Single(listener.Received);
        listener.Answer = _ => Task.CompletedTask;
        var replayed = await app.Callbacks.ReplayAsync(
            service.Service.Id, CallbackKind.DeliveryStatus, TimeProvider.System.GetUtcNow().AddHours(-1), onlyFailed: true, subjectId: null, default);

        Assert.Equal(1, replayed);
        await listener.WaitAsync(2);
        await app.WaitForAsync("select outcome from callback_attempts where service_id = @service_id order by id desc limit 1", service.Service.Id, "delivered");
        Assert.Equal(0, await app.Callbacks.ReplayAsync(service.Service.Id, CallbackKind.DeliveryStatus, TimeProvider.System.GetUtcNow().AddHours(-1), true, null, default));
    }

    [Fact]
    public async Task New_secret_and_the_one_before_both_sign_for_a_while()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var old = await app.SetAsync(service, listener);
        var secret = await app.Callbacks.RotateSecretAsync(service.Service.Id, CallbackKind.DeliveryStatus, TimeSpan.FromHours(1), default);

        await SendAsync(service);
        var told = (await listener.WaitAsync())[0];

        var header = told.Headers["Notify-Signature"];
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(header[2..header.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(CallbackSignature.Of([secret!, old], at, told.Body), header);
    }

    [Fact]
    public async Task Receiver_that_hangs_delays_nobody_else()
    {
        await using var hanging = await CallbackListener.StartAsync();
        await using var healthy = await CallbackListener.StartAsync();
        hanging.Answer = async context =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The sender hung up, as it should.
            }
        };
        var (slow, quick) = (await app.ServiceAsync("Slow"), await app.ServiceAsync("Quick"));
        await app.SetAsync(slow, hanging);
        await app.SetAsync(quick, healthy);
        await app.ExecuteAsync("insert into callback_queue (service_id, kind, subject_id) select @service_id, 'delivery-status', (select id from notifications limit 1) from generate_series(1, 500)", slow.Service.Id);
        await SendAsync(slow);
        await app.ExecuteAsync("update callback_queue set subject_id = (select id from notifications where service_id = @service_id limit 1) where service_id = @service_id", slow.Service.Id);
        await hanging.WaitAsync(5);

        var times = new List<double>();
        var template = await quick.EmailTemplateAsync();
        for (var i = 1; i <= 40; i++)
        {
            var id = await quick.AcceptAsync("email", new { email_address = "sam@example.com", template_id = template, personalisation = new { name = "Sam" } });
            await quick.WaitAsync(id);
            var began = Stopwatch.GetTimestamp();
            await healthy.WaitAsync(i);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        Assert.True(times[^1] < 2000, $"p50 {times[20]:0} ms, p99 {times[^1]:0} ms");
        Assert.True(hanging.Received.Count <= 20, $"{hanging.Received.Count} requests to the one that hangs");
    }

    private static async Task<Guid> SendAsync(SendingService service) =>
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
}
