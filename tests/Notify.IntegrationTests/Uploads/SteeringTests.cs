using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Data.Uploads;
using Notify.Server.Delivery.Uploads;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Uploads;

/// <summary>Pausing, resuming, cancelling and starting on time, on a host that sends nothing: the jobs are run by hand.</summary>
public sealed class SteeringTests(BulkApiOnly app) : IClassFixture<BulkApiOnly>
{
    private readonly UnreadableUploads _unreadable = new(TimeProvider.System);

    private UploadWork Work => app.Services.GetRequiredService<UploadWork>();

    [Fact]
    public async Task Paused_half_way_it_goes_on_where_it_stood_and_stores_every_row_once()
    {
        var (service, id) = await StartAsync(350);
        Assert.Equal(100, (await Work.StoreChunkAsync(id, CancellationToken.None)).Rows);

        var (status, paused) = await BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        var whilePaused = await Work.StoreChunkAsync(id, CancellationToken.None);
        await SteerAsync(id);

        Assert.Equal((200, "paused", 0), (status, paused.GetProperty("status").GetString(), whilePaused.Rows));
        Assert.Equal(0, await ClaimAsync(service));
        Assert.Equal(100L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1 and due_at = 'infinity'", service.Service.Id));

        await app.RunAsync("update notification_queue set waits_since = now() - interval '2 days' where service_id = $1", service.Service.Id);
        await BulkApp.PostAsync(service, new { }, $"/{id}/resume");
        await SteerAsync(id);
        await StoreAllAsync(id);

        var shown = await BulkApp.ShowAsync(service, id);
        Assert.Equal(("finished", 350), (shown.GetProperty("status").GetString(), shown.GetProperty("sending").GetInt32()));
        Assert.Equal(350L, await app.ReadAsync<long>("select count(distinct job_row_number) from notifications where job_id = $1", id));
        Assert.Equal(350L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1 and due_at <= now()", service.Service.Id));

        // A long pause does not make them too old to be sent.
        Assert.Equal(350L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1 and waits_since > now() - interval '1 hour'", service.Service.Id));
        await app.RunAsync("delete from notification_queue where service_id = $1", service.Service.Id);
    }

    [Fact]
    public async Task What_a_worker_holds_is_looked_at_again_until_it_follows()
    {
        var (service, id) = await StartAsync(3);
        await StoreAllAsync(id);
        await app.RunAsync("update notification_queue set owner = 1, attempt = 1 where id = (select id from notifications where job_id = $1 and job_row_number = 2)", id);
        await BulkApp.PostAsync(service, new { }, $"/{id}/pause");

        await SteerAsync(id);
        Assert.Equal(2L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1 and due_at = 'infinity'", service.Service.Id));
        Assert.True(await app.ReadAsync<bool>("select rows_differ from uploads where id = $1", id));

        // The worker's try failed: the row waits for its next one.
        await app.RunAsync("update notification_queue set owner = null, due_at = now() + interval '5 minutes' where owner = 1 and service_id = $1", service.Service.Id);
        await SteerAsync(id);

        Assert.Equal(3L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1 and due_at = 'infinity'", service.Service.Id));
        Assert.False(await app.ReadAsync<bool>("select rows_differ from uploads where id = $1", id));
    }

    [Fact]
    public async Task Paused_anew_while_a_job_is_at_its_rows_they_are_held_whatever_was_released_in_between()
    {
        var (service, id) = await StartAsync(3);
        await StoreAllAsync(id);
        await BulkApp.PostAsync(service, new { }, $"/{id}/pause");

        // A job has held two rows when somebody resumes, which another job follows, and somebody else pauses again.
        var firstPage = (await Work.SteerAsync(id, after: -1, pageSize: 2, CancellationToken.None))!;
        await BulkApp.PostAsync(service, new { }, $"/{id}/resume");
        await SteerAsync(id);
        await BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        var nextPage = (await Work.SteerAsync(id, firstPage.Last!.Value, pageSize: 2, CancellationToken.None))!;
        await Work.SteeredAsync(id, firstPage.Change, CancellationToken.None);

        Assert.NotEqual(firstPage.Change, nextPage.Change);
        await SteerAsync(id);
        Assert.Equal(3L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1 and due_at = 'infinity'", service.Service.Id));
        Assert.False(await app.ReadAsync<bool>("select rows_differ from uploads where id = $1", id));
    }

    [Fact]
    public async Task Upload_of_which_retention_has_removed_some_settles_when_the_others_have_ended()
    {
        var (_, id) = await StartAsync(3);
        await StoreAllAsync(id);
        await app.RunAsync("update notifications set status = 'delivered', updated_at = now() where job_id = $1", id);
        await app.RunAsync("update notifications set status = 'sending' where job_id = $1 and job_row_number = 4", id);
        await app.RunAsync("delete from notifications where job_id = $1 and job_row_number = 2", id);
        await Work.SettleAsync(CancellationToken.None);
        Assert.True(await app.ReadAsync<bool>("select delivered is null from uploads where id = $1", id));

        await app.RunAsync("update notifications set status = 'delivered' where job_id = $1", id);
        await app.RunAsync("update uploads set counted_at = null where id = $1", id);
        await Work.SettleAsync(CancellationToken.None);

        Assert.Equal(2, await app.ReadAsync<int>("select delivered from uploads where id = $1", id));
    }

    [Fact]
    public async Task Rows_that_this_host_cannot_open_are_left_for_another_until_they_are_too_old()
    {
        var (_, id) = await StartAsync(3);
        await app.RunAsync("update upload_chunks set id = gen_random_uuid() where upload_id = $1", id);

        await StoreByJobAsync(id);
        Assert.Equal("pending", await app.ReadAsync<string>("select status from uploads where id = $1", id));
        await app.RunAsync("update uploads set touched_at = now() - interval '11 seconds' where id = $1", id);
        Assert.Contains(await Work.WakeAsync(TimeSpan.FromSeconds(10), 100, CancellationToken.None), waiting => waiting.Id == id && waiting.ToStore);

        await app.RunAsync("update uploads set created_at = now() - interval '25 hours' where id = $1", id);
        await StoreByJobAsync(id);
        Assert.Equal("error", await app.ReadAsync<string>("select status from uploads where id = $1", id));
    }

    [Fact]
    public async Task Host_that_cannot_open_an_upload_says_so_once_however_often_it_gets_it()
    {
        var (_, id) = await StartAsync(3);
        await app.RunAsync("update upload_chunks set id = gen_random_uuid() where upload_id = $1", id);

        await StoreByJobAsync(id);
        await StoreByJobAsync(id);

        Assert.Single(app.Warnings.Split('\n'), line => line.Contains($"Rows of upload {id} cannot be read here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_of_an_upload_that_is_held_for_a_moment_are_stored_as_soon_as_it_is_free()
    {
        var (_, id) = await StartAsync(3);
        await using var connection = await app.DataSource.OpenConnectionAsync();
        await using var steering = await connection.BeginTransactionAsync();
        await HoldAsync(connection, steering, id);

        var job = StoreByJobAsync(id);
        await Task.WhenAny(job, Task.Delay(500));
        var whileHeld = job.IsCompleted;
        await steering.CommitAsync();
        await job;

        Assert.Equal((false, 3), (whileHeld, await app.ReadAsync<int>("select stored_rows from uploads where id = $1", id)));
    }

    [Fact]
    public async Task Upload_resumed_after_a_long_pause_waits_anew_for_a_host_that_can_open_it()
    {
        var (service, id) = await StartAsync(3);
        await app.RunAsync("update upload_chunks set id = gen_random_uuid() where upload_id = $1", id);
        await BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        await app.RunAsync("update uploads set created_at = now() - interval '25 hours' where id = $1", id);

        await BulkApp.PostAsync(service, new { }, $"/{id}/resume");
        await StoreByJobAsync(id);

        Assert.NotEqual("error", await app.ReadAsync<string>("select status from uploads where id = $1", id));
    }

    [Fact]
    public async Task Rows_of_an_upload_that_nobody_could_open_count_as_failed()
    {
        var (service, id) = await StartAsync(150);
        Assert.Equal(100, (await Work.StoreChunkAsync(id, CancellationToken.None)).Rows);
        await app.RunAsync("update upload_chunks set id = gen_random_uuid() where upload_id = $1", id);
        await app.RunAsync("update uploads set created_at = now() - interval '25 hours' where id = $1", id);

        await StoreByJobAsync(id);

        var shown = await BulkApp.ShowAsync(service, id);
        Assert.Equal(("error", 50, 100), (shown.GetProperty("status").GetString(), shown.GetProperty("failed").GetInt32(), shown.GetProperty("sending").GetInt32()));
        await app.RunAsync("delete from notification_queue where service_id = $1", service.Service.Id);
    }

    [Fact]
    public async Task Cancelled_it_takes_back_what_waits_and_keeps_what_went_out()
    {
        var (service, id) = await StartAsync(250);
        await Work.StoreChunkAsync(id, CancellationToken.None);
        await app.RunAsync(
            "with sent as (update notifications set status = 'delivered', updated_at = now() where job_id = $1 and job_row_number <= 30 returning id) delete from notification_queue where id in (select id from sent)", id);

        var (status, _) = await BulkApp.PostAsync(service, new { }, $"/{id}/cancel");
        await SteerAsync(id);
        var (again, _) = await BulkApp.PostAsync(service, new { }, $"/{id}/cancel");
        var (resumed, refusal) = await BulkApp.PostAsync(service, new { }, $"/{id}/resume");

        var shown = await BulkApp.ShowAsync(service, id);
        Assert.Equal((200, 200, 400), (status, again, resumed));
        Assert.Equal(["Resuming is not possible: the status is cancelled"], BulkApp.Messages(refusal));
        Assert.Equal((29, 221, 0), (shown.GetProperty("delivered").GetInt32(), shown.GetProperty("cancelled").GetInt32(), shown.GetProperty("sending").GetInt32()));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from notification_queue where service_id = $1", service.Service.Id));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from upload_chunks where upload_id = $1", id));
        Assert.Equal(71L, await app.ReadAsync<long>(
            "select count(*) from notification_events e join notifications n on n.id = e.notification_id where n.job_id = $1 and e.kind = 'cancelled'", id));

        Assert.InRange(await Work.SettleAsync(CancellationToken.None), 1, int.MaxValue);
        Assert.Equal(29, await app.ReadAsync<int>("select delivered from uploads where id = $1", id));
    }

    [Fact]
    public async Task Handed_over_to_the_last_row_it_is_neither_paused_nor_cancelled_any_more()
    {
        var (service, id) = await StartAsync(3);
        await StoreAllAsync(id);
        await app.RunAsync(
            "with sent as (update notifications set status = 'sending' where job_id = $1 returning id) delete from notification_queue where id in (select id from sent)", id);
        var before = await BulkApp.ShowAsync(service, id);

        var (paused, refusal) = await BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        var (cancelled, _) = await BulkApp.PostAsync(service, new { }, $"/{id}/cancel");

        Assert.Equal((400, 400), (paused, cancelled));
        Assert.Equal(["Pausing is not possible: every message has been handed over"], BulkApp.Messages(refusal));
        Assert.Equal(before.ToString(), (await BulkApp.ShowAsync(service, id)).ToString());
    }

    [Fact]
    public async Task Paused_while_its_last_messages_are_on_their_way_it_is_finished_when_they_are_there()
    {
        var (service, id) = await StartAsync(3);
        await StoreAllAsync(id);
        await BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        await app.RunAsync(
            "with sent as (update notifications set status = 'delivered', updated_at = now() where job_id = $1 returning id) delete from notification_queue where id in (select id from sent)", id);

        await SteerAsync(id);

        var shown = await BulkApp.ShowAsync(service, id);
        Assert.Equal(("finished", 3), (shown.GetProperty("status").GetString(), shown.GetProperty("delivered").GetInt32()));
    }

    [Fact]
    public async Task Paused_while_its_rows_are_just_being_stored_it_is_paused()
    {
        var (service, id) = await StartAsync(3);
        await using var connection = await app.DataSource.OpenConnectionAsync();
        await using var storing = await connection.BeginTransactionAsync();
        await HoldAsync(connection, storing, id);

        var pausing = BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        await Task.WhenAny(pausing, Task.Delay(300));
        const string Store = """
            with stored as (update uploads set status = 'finished', stored_rows = 3 where id = $1 returning *)
            insert into notifications (
              id, service_id, channel, status, key_type, template_id, template_version, recipient, recipient_as_sent, sender, job_id, job_row_number, created_at)
            select id, service_id, channel, 'created', key_type, template_id, template_version, '+447700900123', '07700900123', sender, id, 1, created_at from stored
            """;
        await using (var store = new NpgsqlCommand(Store, connection, storing) { Parameters = { new() { Value = id } } })
        {
            await store.ExecuteNonQueryAsync();
        }

        await storing.CommitAsync();

        Assert.Equal(200, (await pausing).Status);
    }

    [Fact]
    public async Task Scheduled_it_waits_for_its_time_and_can_be_cancelled_until_then()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        object Body(DateTimeOffset at) => new { name = "later", template_id = template, csv = "phone number\n07700900123", scheduled_for = at };
        var now = TimeProvider.System.GetUtcNow();

        var (tooFar, refusal) = await BulkApp.PostAsync(service, Body(now.AddDays(8)));
        var (_, later) = await BulkApp.PostAsync(service, Body(now.AddDays(6)));
        var (_, soon) = await BulkApp.PostAsync(service, Body(now.AddDays(1)));
        var id = later.GetProperty("id").GetGuid();

        Assert.Equal(400, tooFar);
        Assert.Equal(["scheduled_for datetime can only be 7 days in the future"], BulkApp.Messages(refusal));
        Assert.Equal("scheduled", later.GetProperty("status").GetString());
        Assert.DoesNotContain(await Work.WakeAsync(TimeSpan.FromSeconds(10), 100, CancellationToken.None), waiting => waiting.Id == id);
        await app.RunAsync("update uploads set scheduled_for = now() where id = $1", id);
        Assert.Contains(await Work.WakeAsync(TimeSpan.FromSeconds(10), 100, CancellationToken.None), waiting => waiting.Id == id && waiting.ToStore);
        await StoreAllAsync(id);
        Assert.Equal("finished", (await BulkApp.ShowAsync(service, id)).GetProperty("status").GetString());

        var (cancelled, answer) = await BulkApp.PostAsync(service, new { }, $"/{soon.GetProperty("id").GetGuid()}/cancel");
        Assert.Equal((200, "cancelled", 1), (cancelled, answer.GetProperty("status").GetString(), answer.GetProperty("cancelled").GetInt32()));
    }

    [Fact]
    public async Task Archived_service_sends_nothing_more()
    {
        var (service, id) = await StartAsync(150);
        await app.RunAsync("update services set active = false where id = $1", service.Service.Id);

        await StoreAllAsync(id);

        Assert.Equal("cancelled", await app.ReadAsync<string>("select status from uploads where id = $1", id));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from notifications where job_id = $1", id));
    }

    [Fact]
    public async Task Upload_left_lying_by_a_dead_job_is_handed_to_one_other()
    {
        var (_, id) = await StartAsync(150);
        await Work.StoreChunkAsync(id, CancellationToken.None);
        Assert.DoesNotContain(await Work.WakeAsync(TimeSpan.FromSeconds(10), 100, CancellationToken.None), waiting => waiting.Id == id);

        await app.RunAsync("update uploads set touched_at = now() - interval '11 seconds' where id = $1", id);
        var handed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Work.WakeAsync(TimeSpan.FromSeconds(10), 100, CancellationToken.None)));

        Assert.Single(handed.SelectMany(ids => ids), waiting => waiting.Id == id);
    }

    [Fact]
    public async Task Two_jobs_at_one_upload_store_every_row_once()
    {
        var (_, id) = await StartAsync(1050);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StoreAllAsync(id)));
        await StoreAllAsync(id);

        Assert.Equal(1050L, await app.ReadAsync<long>("select count(*) from notifications where job_id = $1", id));
        Assert.Equal(1050L, await app.ReadAsync<long>("select count(distinct job_row_number) from notifications where job_id = $1", id));
    }

    private async Task<(SendingService Service, Guid Id)> StartAsync(int rows)
    {
        var service = await app.ServiceAsync();
        var (_, body) = await BulkApp.PostAsync(service, new
        {
            name = "n",
            template_id = await service.SmsTemplateAsync("Hello"),
            rows = Enumerable.Range(0, rows).Select(i => new[] { $"0770090{i % 100 + 1200:D4}" }).Prepend(["phone number"]),
        });
        return (service, body.GetProperty("id").GetGuid());
    }

    private async Task StoreAllAsync(Guid id)
    {
        while (!(await Work.StoreChunkAsync(id, CancellationToken.None)).IsLast)
        {
            // Some more.
        }
    }

    private Task StoreByJobAsync(Guid id) => ActivatorUtilities.CreateInstance<StoreUploadJob>(app.Services, _unreadable).RunAsync(id, CancellationToken.None);

    private Task SteerAsync(Guid id) => ActivatorUtilities.CreateInstance<SteerUploadJob>(app.Services).RunAsync(id, CancellationToken.None);

    /// <summary>Locks an upload until the transaction ends, as whoever stores its rows or steers it does.</summary>
    private static async Task HoldAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id)
    {
        await using var hold = new NpgsqlCommand("select from uploads where id = $1 for update", connection, transaction) { Parameters = { new() { Value = id } } };
        await hold.ExecuteNonQueryAsync();
    }

    private async Task<int> ClaimAsync(SendingService service) => (await app.Services.GetRequiredService<QueueStore>()
        .ClaimDueAsync(Channel.Sms, Lane.Bulk, 77, 500, Guid.Empty, TimeSpan.FromMinutes(1), CancellationToken.None)).Notifications.Count(claimed => claimed.Notification.ServiceId == service.Service.Id);
}
