using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.Services;
using Notify.Data;
using Notify.Data.Notifications;
using Notify.Data.Receipts;
using Notify.Data.Services;
using Notify.Server.Delivery;
using Notify.Server.Hosting;
using Notify.TestKit.Postgres;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Delivery;

/// <summary>The queue's statements, with no worker running beside them.</summary>
public sealed class QueueTests(QueueTests.ApiOnly app) : IClassFixture<QueueTests.ApiOnly>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static int _owner = 100_000;

    private QueueStore Queue => app.Services.GetRequiredService<QueueStore>();

    [Fact]
    public async Task Claim_eight_workers_at_once_only_one_wins()
    {
        var id = await AcceptedAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(NextOwner())));

        Assert.Single(claims, claim => claim.Any(claimed => claimed.Notification.Id == id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_whose_answer_is_lost_is_due_again_at_once(bool atCommit)
    {
        var id = await AcceptedAsync();
        await using var wire = await CutWire.StartAsync(app.ConnectionString);
        await using var hot = new HotDatabase(wire.ConnectionString);
        var queue = ActivatorUtilities.CreateInstance<QueueStore>(app.Services, hot);
        await (await hot.Source.OpenConnectionAsync()).DisposeAsync();
        (atCommit ? () => wire.CutNextCommit(afterCommit: true) : (Action)(() => wire.CutNext(afterCommit: true)))();

        await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => queue.ClaimDueAsync(Channel.Sms, Lane.Normal, NextOwner(), 500, Guid.Empty, Lease, default));

        // The database notices a broken connection a moment later.
        var isDue = false;
        for (var i = 0; i < 500 && !isDue; i++)
        {
            isDue = (await ClaimAsync(NextOwner())).Any(claimed => claimed.Notification.Id == id);
        }

        Assert.True(isDue);
    }

    [Fact]
    public async Task Delivered_record_closes_the_notification()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);

        await Queue.RecordAsync([Record(claimed, new Verdict.Final(NotificationStatus.Delivered, null), sent: true)], default);

        Assert.Equal(("delivered", 0L, 0L), await StateAsync(id));
    }

    [Fact]
    public async Task Hand_over_that_nobody_answered_is_counted_and_ends_as_sending_with_its_reason_on_the_time_line()
    {
        var id = await AcceptedAsync();
        await Queue.RecordAsync([Record(await ClaimOneAsync(id), new Verdict.Retry(TimeSpan.Zero, "no answer") { IsDoubtful = true })], default);
        var again = await ClaimOneAsync(id);
        Assert.Equal(1, again.Doubts);

        await Queue.RecordAsync([Record(again, new Verdict.Final(NotificationStatus.Sending, "no answer") { IsUnanswered = true }, sent: true)], default);

        Assert.Equal(("sending", 0L, 2L), await StateAsync(id));
    }

    [Fact]
    public async Task Retry_moves_the_due_time_and_leaves_its_reason_on_the_time_line()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);

        await Queue.RecordAsync([Record(claimed, new Verdict.Retry(TimeSpan.FromMinutes(5), "451 busy"))], default);

        Assert.Equal(("created", 1L, 1L), await StateAsync(id));
        Assert.Equal((1, true, true), await QueueRowAsync(id));
        Assert.DoesNotContain(await ClaimAsync(NextOwner()), other => other.Notification.Id == id);
    }

    [Fact]
    public async Task Final_failure_is_stored_with_its_reason()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);

        await Queue.RecordAsync([Record(claimed, new Verdict.Final(NotificationStatus.PermanentFailure, "550 no such user"))], default);

        Assert.Equal(("permanent-failure", 0L, 1L), await StateAsync(id));
    }

    [Fact]
    public async Task Record_of_an_overtaken_claim_changes_nothing()
    {
        var id = await AcceptedAsync();
        var frozen = await ClaimOneAsync(id);
        await Queue.HandBackAsync([frozen], default);
        var current = await ClaimOneAsync(id);

        await Queue.RecordAsync([Record(frozen, new Verdict.Final(NotificationStatus.TechnicalFailure, "late"))], default);

        Assert.Equal(("created", 1L, 0L), await StateAsync(id));
        Assert.Equal(frozen.Attempt + 1, current.Attempt);
    }

    [Fact]
    public async Task Records_of_days_that_are_gone_keep_no_other_from_being_stored()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);
        var delivered = Record(claimed, new Verdict.Final(NotificationStatus.Delivered, null), sent: true);

        await Queue.RecordAsync([delivered with { NotificationId = Ids.At(new(2020, 2, 29, 0, 0, 0, default)) }, delivered], default);

        Assert.Equal(("delivered", 0L, 0L), await StateAsync(id));
    }

    [Fact]
    public async Task Handed_back_claim_costs_no_try_and_is_due_at_once()
    {
        var id = await AcceptedAsync();

        await Queue.HandBackAsync([await ClaimOneAsync(id)], default);

        Assert.Equal(0, (await ClaimOneAsync(id)).Tries);
    }

    [Fact]
    public async Task Receipt_that_came_first_keeps_its_status_and_gets_the_time_of_sending()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);
        await ExecuteAsync("update notifications set status = 'permanent-failure', updated_at = now() where id = $1", id);
        await ExecuteAsync("delete from notification_queue where id = $1", id);

        await Queue.RecordAsync([Record(claimed, new Verdict.Final(NotificationStatus.Sending, null), sent: true)], default);

        Assert.Equal(("permanent-failure", 0L, 0L), await StateAsync(id));
        Assert.Equal(true, await ScalarAsync("select sent_at is not null and provider = 'test' from notifications where id = $1", id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receipt_and_record_of_the_same_moment_keep_what_both_say_whichever_comes_first(bool receiptFirst)
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);
        var sent = Record(claimed, new Verdict.Final(NotificationStatus.Sending, null), sent: true) with { Fragments = 3 };
        var delivered = new DeliveryReceipt { NotificationId = id, Provider = "test", ProviderReference = "theirs", Status = NotificationStatus.Delivered };
        Func<Task> record = () => Queue.RecordAsync([sent], default);
        Func<Task> receive = () => app.Services.GetRequiredService<ReceiptStore>().ApplyAsync([delivered], default);

        // The first has its place in the queue and waits for the notification; the second has begun and waits for the first.
        var held = await HoldNotificationAsync(id);
        var first = (receiptFirst ? receive : record)();
        await WaitersAsync(1);
        var second = (receiptFirst ? record : receive)();
        await WaitersAsync(2);
        await held.DisposeAsync();
        await Task.WhenAll(first, second);

        Assert.Equal(("delivered", 0L, 1L), await StateAsync(id));
        Assert.Equal(true, await ScalarAsync("select sent_at is not null and fragments = 3 and provider = 'test' from notifications where id = $1", id));
    }

    [Fact]
    public async Task Failed_try_is_told_although_a_receipt_came_first()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);
        await ExecuteAsync("update notifications set status = 'delivered', updated_at = now() where id = $1", id);
        await ExecuteAsync("delete from notification_queue where id = $1", id);

        await Queue.RecordAsync([Record(claimed, new Verdict.Retry(TimeSpan.FromMinutes(5), "no answer")) with { Fragments = 2 }], default);

        Assert.Equal(("delivered", 0L, 1L), await StateAsync(id));
        Assert.Equal(true, await ScalarAsync("select fragments = 2 from notifications where id = $1", id));
    }

    [Fact]
    public async Task Outcome_that_cannot_be_stored_ends_as_our_failure_instead_of_being_sent_again()
    {
        await ExecuteAsync("alter table notifications add constraint poison check (provider <> 'poison' or status = 'technical-failure') not valid");
        var id = await AcceptedAsync();
        var claimed = await ClaimOneAsync(id);
        using var recorder = ActivatorUtilities.CreateInstance<OutcomeRecorder>(app.Services);
        await recorder.StartAsync(default);

        await recorder.RecordAsync(Record(claimed, new Verdict.Final(NotificationStatus.Sending, null), sent: true) with { Provider = "poison" });
        for (var i = 0; i < 1000 && (await StateAsync(id)).Queued > 0; i++)
        {
            await Task.Delay(5);
        }

        await recorder.StopAsync(default);

        Assert.Equal(("technical-failure", 0L, 1L), await StateAsync(id));
        Assert.Equal(true, await ScalarAsync("select reason like '%cannot be stored%' from notification_events where notification_id = $1", id));
    }

    [Fact]
    public async Task What_is_no_longer_created_is_taken_out_rather_than_sent()
    {
        var id = await AcceptedAsync();
        await ExecuteAsync("update notifications set status = 'delivered' where id = $1", id);

        Assert.DoesNotContain(await ClaimAsync(NextOwner()), claimed => claimed.Notification.Id == id);

        Assert.Equal(("delivered", 0L, 0L), await StateAsync(id));
    }

    [Fact]
    public async Task Dead_workers_claims_are_freed_and_a_living_ones_are_kept()
    {
        var (kept, lost) = (await AcceptedAsync(), await AcceptedAsync());
        await using var living = await OwnerConnection.OpenAsync(app.ConnectionString, _ => { }, default);
        await using (var dying = await OwnerConnection.OpenAsync(app.ConnectionString, _ => { }, default))
        {
            await ClaimAsync(NextOwner());
            await ExecuteAsync($"update notification_queue set owner = {living.Number}, lease_until = now() + interval '1 minute' where id = $1", kept);
            await ExecuteAsync($"update notification_queue set owner = {dying.Number}, lease_until = now() + interval '1 minute' where id = $1", lost);
        }

        // PostgreSQL lets go of a lock a moment after its connection was closed.
        for (var i = 0; i < 500 && await ScalarAsync("select owner from notification_queue where id = $1", lost) is int; i++)
        {
            await Queue.FreeAsync(1000, default);
        }

        Assert.Equal(living.Number, await ScalarAsync("select owner from notification_queue where id = $1", kept));
        Assert.Equal(DBNull.Value, await ScalarAsync("select owner from notification_queue where id = $1", lost));
    }

    [Fact]
    public async Task Claim_past_its_lease_is_freed()
    {
        var id = await AcceptedAsync();
        await using var living = await OwnerConnection.OpenAsync(app.ConnectionString, _ => { }, default);
        await ExecuteAsync($"update notification_queue set owner = {living.Number}, lease_until = now() - interval '1 second' where id = $1", id);

        await Queue.FreeAsync(1000, default);

        Assert.Equal(DBNull.Value, await ScalarAsync("select owner from notification_queue where id = $1", id));
    }

    [Fact]
    public async Task Stuck_is_what_the_sweeper_frees_again_and_again_and_not_what_is_handed_back()
    {
        var (handedBack, stuck) = (await AcceptedAsync(), await AcceptedAsync());
        for (var i = 0; i < 12; i++)
        {
            await Queue.HandBackAsync(await ClaimAsync(NextOwner()), default);
        }

        await using var living = await OwnerConnection.OpenAsync(app.ConnectionString, _ => { }, default);
        for (var i = 0; i < QueueStore.Stuck; i++)
        {
            await ExecuteAsync($"update notification_queue set owner = {living.Number}, lease_until = now() - interval '1 second' where id = $1", stuck);
            await Queue.FreeAsync(1000, default);
        }

        Assert.Equal((0, QueueStore.Stuck), (await ScalarAsync("select stuck from notification_queue where id = $1", handedBack), await ScalarAsync("select stuck from notification_queue where id = $1", stuck)));
        Assert.Equal(1, (await Queue.FiguresAsync(default)).Single(lane => lane is { Channel: Channel.Sms, Lane: Lane.Normal }).Stuck);
    }

    [Theory]
    [InlineData(KeyPriority.Normal, "priority")]
    [InlineData(KeyPriority.Bulk, "bulk")]
    public async Task What_a_bulk_key_sends_waits_in_the_bulk_lane_whatever_the_template_says(KeyPriority priority, string lane)
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        await ExecuteAsync("update templates set lane = 'priority' where id = $1", template);
        var made = await app.Services.GetRequiredService<ApiKeyStore>().CreateAsync(
            service.Service.Id, "mailing", KeyType.Normal, priority, endsAt: null, CancellationToken.None);
        service = service with { KeyId = made!.Value.Id, Key = made.Value.Key };

        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template });

        Assert.Equal(lane, await ScalarAsync("select lane from notification_queue where id = $1", id));
    }

    [Fact]
    public async Task Lane_with_something_due_is_named()
    {
        await AcceptedAsync();

        Assert.Contains((Channel.Sms, Lane.Normal), await Queue.DueLanesAsync(default));
    }

    private static int NextOwner() => Interlocked.Increment(ref _owner);

    private async Task<Guid> AcceptedAsync()
    {
        var service = await app.ServiceAsync();
        return await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
    }

    private async Task<IReadOnlyList<ClaimedNotification>> ClaimAsync(int owner) =>
        (await Queue.ClaimDueAsync(Channel.Sms, Lane.Normal, owner, 500, Guid.Empty, Lease, default)).Notifications;

    private async Task<ClaimedNotification> ClaimOneAsync(Guid id) => (await ClaimAsync(NextOwner())).Single(claimed => claimed.Notification.Id == id);

    private static SendRecord Record(ClaimedNotification claimed, Verdict verdict, bool sent = false) => new()
    {
        NotificationId = claimed.Notification.Id,
        Owner = claimed.Owner,
        Attempt = claimed.Attempt,
        Provider = "test",
        Verdict = verdict,
        SentAt = sent ? TimeProvider.System.GetUtcNow() : null,
        EventId = Ids.New(TimeProvider.System),
    };

    /// <summary>Keeps the notification's row locked until it is disposed.</summary>
    private async Task<NpgsqlConnection> HoldNotificationAsync(Guid id)
    {
        var connection = new NpgsqlConnection(app.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var begin = new NpgsqlCommand("begin", connection);
        await begin.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("select from notifications where id = $1 for update", connection) { Parameters = { new() { Value = id } } };
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until so many statements of this database wait for a lock.</summary>
    private async Task WaitersAsync(long count)
    {
        await using var command = app.DataSource.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        for (var i = 0; i < 2000 && (long)(await command.ExecuteScalarAsync())! < count; i++)
        {
            await Task.Delay(5);
        }
    }

    /// <returns>Status, rows in the queue, events.</returns>
    private async Task<(string Status, long Queued, long Events)> StateAsync(Guid id) => (
        (string)(await ScalarAsync("select status from notifications where id = $1", id))!,
        (long)(await ScalarAsync("select count(*) from notification_queue where id = $1", id))!,
        (long)(await ScalarAsync("select count(*) from notification_events where notification_id = $1", id))!);

    /// <returns>Tries, whether it is free, whether it is due later.</returns>
    private async Task<(int Tries, bool Free, bool Later)> QueueRowAsync(Guid id)
    {
        await using var command = app.DataSource.CreateCommand("select tries, owner is null, due_at > now() + interval '4 minutes' from notification_queue where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt32(0), row.GetBoolean(1), row.GetBoolean(2));
    }

    private async Task<object?> ScalarAsync(string sql, Guid id)
    {
        await using var command = app.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync();
    }

    private async Task ExecuteAsync(string sql, Guid? id = null)
    {
        await using var command = app.DataSource.CreateCommand(sql);
        if (id is not null)
        {
            command.Parameters.Add(new() { Value = id });
        }

        await command.ExecuteNonQueryAsync();
    }

    public sealed class ApiOnly : NotifyApp
    {
        protected override Roles Roles => Roles.Api;
    }
}
