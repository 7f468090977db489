using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Callbacks;
using Notify.Data.Callbacks;
using Notify.Server.Callbacks;
using Notify.Server.Delivery;
using Notify.TestKit.Callbacks;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>Receivers that are switched off, and on again.</summary>
public sealed class CallbackSuspensionTests(CallbackApp app) : IClassFixture<CallbackApp>
{
    [Fact]
    public async Task Gone_switches_the_callback_off_and_resuming_and_replaying_brings_what_was_missed()
    {
        await using var listener = await CallbackListener.StartAsync();
        listener.Answer = context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);

        await SendAsync(service);
        await listener.WaitAsync();
        await app.WaitForAsync("select suspended_at is not null from service_callbacks where service_id = @service_id", service.Service.Id, true);
        await service.WaitAsync(await SendAsync(service));
        Assert.Equal("callback-suspended", (await app.Callbacks.NoticesAsync(service.Service.Id, 10, default)).Single().Kind);
        Assert.Single(listener.Received);

        listener.Answer = _ => Task.CompletedTask;
        Assert.Equal(1, await app.Callbacks.ResumeAsync(service.Service.Id, CallbackKind.DeliveryStatus, default));
        await listener.WaitAsync(2);
    }

    [Fact]
    public async Task Another_address_switches_the_callback_on_again_and_that_is_told_like_a_resume()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await SwitchedOffAsync();
        await service.WaitAsync(await SendAsync(service));

        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, listener.Url, token: null, default);
        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, listener.Url + "/2", token: null, default);

        Assert.Equal("callback-resumed", Assert.Single(await app.Callbacks.NoticesAsync(service.Service.Id, 10, default)).Kind);
        await listener.WaitAsync();
    }

    [Fact]
    public async Task Receiver_without_a_success_for_days_is_switched_off()
    {
        await using var listener = await CallbackListener.StartAsync();
        listener.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        await app.ExecuteAsync(
            """
            update service_callbacks set failing_since = now() - interval '4 days' where service_id = @service_id;
            insert into callback_attempts (service_id, kind, delivery_id, subject_id, try, outcome, duration_ms)
            select @service_id, 'delivery-status', gen_random_uuid(), gen_random_uuid(), 1, 'retry', 5 from generate_series(1, 10)
            """,
            service.Service.Id);

        await SendAsync(service);

        await app.WaitForAsync("select suspended_reason like 'no request has gone through since %' from service_callbacks where service_id = @service_id", service.Service.Id, true);
    }

    [Fact]
    public async Task Receiver_that_is_switched_off_and_on_in_turn_is_told_everything_once()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        var told = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            await SwitchOffAsync(service);
            told.Add(await SendAsync(service));
            await service.WaitAsync(told[^1]);
            var waiting = await app.Callbacks.ResumeAsync(service.Service.Id, CallbackKind.DeliveryStatus, default);
            Assert.InRange(waiting!.Value, 1, i + 1);
        }

        await listener.WaitAsync(3);
        await app.WaitForAsync("select count(*) from callback_queue where service_id = @service_id", service.Service.Id, 0L);

        Assert.Equal(told.Order(), listener.Received.Select(one => one.Json.GetProperty("id").GetGuid()).Order());
    }

    [Fact]
    public async Task Upgrade_queues_once_what_a_receiver_that_is_off_has_missed()
    {
        var service = await SwitchedOffAsync();
        await app.ExecuteAsync("update service_callbacks set suspended_at = now() - interval '1 day' where service_id = @service_id", service.Service.Id);
        await service.WaitAsync(await SendAsync(service));
        await service.WaitAsync(await SendAsync(service));
        await app.ExecuteAsync(
            "delete from callback_queue where id = (select id from callback_queue where service_id = @service_id limit 1)", service.Service.Id);

        await using var migration = typeof(CallbackStore).Assembly.GetManifestResourceStream("Notify.Data.Migrations.0034_missed_callbacks_queued.sql")!;
        using var reader = new StreamReader(migration);
        await app.RunAsync(await reader.ReadToEndAsync());

        Assert.Equal(2L, await app.ReadAsync<long>("select count(distinct subject_id) from callback_queue where service_id = $1", service.Service.Id));
        Assert.Equal(2L, await app.ReadAsync<long>("select count(*) from callback_queue where service_id = $1", service.Service.Id));
    }

    [Fact]
    public async Task Callback_whose_message_was_deleted_while_it_waited_is_given_up_with_the_reason()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await SwitchedOffAsync();
        var id = await SendAsync(service);
        await service.WaitAsync(id);
        await app.RunAsync("delete from notifications where id = $1", id);

        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, listener.Url, token: null, default);

        await app.WaitForAsync("select count(*) from callback_queue where service_id = @service_id", service.Service.Id, 0L);
        Assert.Equal(
            [(id, "given-up", CallbackFaults.NotKept)],
            (await app.Callbacks.AttemptsAsync(service.Service.Id, null, true, 10, default)).Select(one => (one.SubjectId, one.Outcome, one.Fault)));
        Assert.Empty(listener.Received);
        Assert.Equal(0, Assert.Single(await app.Callbacks.ListAsync(service.Service.Id, default)).Failures);
        Assert.Equal(0, await app.Callbacks.ReplayAsync(service.Service.Id, CallbackKind.DeliveryStatus, TimeProvider.System.GetUtcNow().AddHours(-1), true, null, default));
    }

    [Fact]
    public async Task What_waited_too_long_for_a_receiver_that_is_off_is_given_up_with_the_reason_and_can_be_replayed()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await SwitchedOffAsync();
        var (old, young) = (await SendAsync(service), await SendAsync(service));
        await service.WaitAsync(old);
        await service.WaitAsync(young);
        await app.ExecuteAsync(
            $"""
            update service_callbacks set suspended_at = now() - interval '8 days' where service_id = @service_id;
            update callback_queue set queued_at = now() - interval '8 days' where service_id = @service_id and subject_id = '{old}'
            """,
            service.Service.Id);

        await ActivatorUtilities.CreateInstance<ForgetCallbacksJob>(app.Services).RunAsync(default);

        Assert.Equal(
            [(old, "given-up", CallbackFaults.SwitchedOff)],
            (await app.Callbacks.AttemptsAsync(service.Service.Id, null, true, 10, default)).Select(one => (one.SubjectId, one.Outcome, one.Fault)));
        Assert.Equal(young, await app.ReadAsync<Guid>("select subject_id from callback_queue where service_id = $1", service.Service.Id));
        Assert.Equal(1, await app.Callbacks.ReplayAsync(service.Service.Id, CallbackKind.DeliveryStatus, TimeProvider.System.GetUtcNow().AddHours(-1), true, null, default));
        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, listener.Url, token: null, default);
        Assert.Equal(new[] { old, young }.Order(), (await listener.WaitAsync(2)).Select(one => one.Json.GetProperty("id").GetGuid()).Order());
    }

    [Fact]
    public async Task Resuming_what_is_not_there_says_so()
    {
        var service = await app.ServiceAsync();

        Assert.Null(await app.Callbacks.ResumeAsync(service.Service.Id, CallbackKind.Complaint, default));
    }

    [Fact]
    public async Task Callback_claimed_right_before_its_receiver_was_switched_off_waits_with_the_others()
    {
        var service = await SwitchedOffAsync();
        var owner = app.Services.GetRequiredService<Worker>().Owner!.Number;
        var id = Ids.NewRandom();
        await app.ExecuteAsync(
            $"""
            insert into callback_queue (id, service_id, kind, subject_id, attempt, owner, lease_until)
            values ('{id}', @service_id, 'delivery-status', '{id}', 1, {owner}, now() + interval '1 minute')
            """,
            service.Service.Id);

        await app.Services.GetRequiredService<CallbackQueueStore>().RecordAsync(
            owner, [new CallbackRecord(id, Attempt: 1, new CallbackVerdict.Waits(), StatusCode: null, Fault: null, DurationMs: 0)], new CallbackOptions().Rules, default);

        await app.WaitForAsync("select owner is null from callback_queue where service_id = @service_id", service.Service.Id, true);
    }

    private async Task<SendingService> SwitchedOffAsync()
    {
        var service = await app.ServiceAsync();
        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, "https://localhost/gone", CallbackApp.Token, default);
        await SwitchOffAsync(service);
        return service;
    }

    private async Task SwitchOffAsync(SendingService service) =>
        await app.ExecuteAsync("update service_callbacks set suspended_at = now(), suspended_reason = 'gone' where service_id = @service_id", service.Service.Id);

    private static async Task<Guid> SendAsync(SendingService service) =>
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
}
