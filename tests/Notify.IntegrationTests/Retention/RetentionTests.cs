using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data;
using Notify.Data.Notifications;
using Notify.Data.Retention;
using Notify.IntegrationTests.Uploads;
using Notify.Server.Delivery;
using Notify.Server.Delivery.Providers;
using Notify.Server.Maintenance;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Retention;

/// <summary>What is kept, for how long, on a host that runs no jobs of its own.</summary>
public sealed class RetentionTests(BulkApiOnly app) : IClassFixture<BulkApiOnly>, IAsyncLifetime, IDisposable
{
    private readonly Figures _figures = new();

    private RetentionStore Store => app.Services.GetRequiredService<RetentionStore>();

    private LocalDays Days => app.Services.GetRequiredService<LocalDays>();

    public async Task InitializeAsync()
    {
        // Notifications of other tests are not this one's.
        await app.RunAsync("truncate notifications, notification_events, notification_queue, uploads, upload_chunks");
        await app.RunAsync("select make_notification_partitions((now() at time zone 'utc')::date - 40, (now() at time zone 'utc')::date)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _figures.Dispose();

    [Fact]
    public async Task Each_service_and_channel_keeps_its_own_days()
    {
        var (usual, longer) = (await app.ServiceAsync(), await app.ServiceAsync());
        await Store.SetAsync(longer.Service.Id, Channel.Email, 30, CancellationToken.None);
        var kept = new[]
        {
            await ImportAsync(usual, Channel.Email, daysAgo: 6),
            await ImportAsync(longer, Channel.Email, daysAgo: 9),
            await ImportAsync(longer, Channel.Email, daysAgo: 29),
        };
        var gone = new[]
        {
            await ImportAsync(usual, Channel.Email, daysAgo: 9),
            await ImportAsync(usual, Channel.Sms, daysAgo: 8),
            await ImportAsync(longer, Channel.Sms, daysAgo: 9),
            await ImportAsync(longer, Channel.Email, daysAgo: 32),
        };

        await RunAsync();

        Assert.Equal(kept.Order(), (await app.ReadAsync<Guid[]>("select array_agg(id) from notifications")).Order());
        foreach (var id in gone)
        {
            using var answer = await usual.GetAsync($"/v2/notifications/{id}");
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Day_of_which_everybody_is_through_goes_as_a_partition_and_others_stay()
    {
        var (usual, longer) = (await app.ServiceAsync(), await app.ServiceAsync());
        await Store.SetAsync(longer.Service.Id, Channel.Email, 30, CancellationToken.None);
        await ImportAsync(usual, Channel.Email, daysAgo: 12);
        await ImportAsync(usual, Channel.Email, daysAgo: 14);
        await ImportAsync(longer, Channel.Email, daysAgo: 14);

        await RunAsync();

        Assert.False(await HasPartitionAsync(12));
        Assert.True(await HasPartitionAsync(14));
        Assert.True(await HasPartitionAsync(3));
        Assert.Equal(1L, await app.ReadAsync<long>("select count(*) from notifications"));
        Assert.False(await app.ReadAsync<bool>("select exists (select from pg_class where relname = 'notification_events_' || to_char((now() at time zone 'utc')::date - 12, 'YYYYMMDD'))"));
    }

    [Fact]
    public async Task What_still_waits_fails_in_the_open_before_it_goes()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, Channel.Sms, daysAgo: 20, NotificationStatus.Created);
        await app.RunAsync("insert into notification_queue (id, channel, lane, service_id, due_at) values ($1, 'sms', 'bulk', $2, 'infinity')", id, service.Service.Id);

        await RunAsync();

        Assert.Equal("technical-failure", await app.ReadAsync<string>("select status from notifications where id = $1", id));
        Assert.Equal(
            "Not handed over within the time that the service keeps messages",
            await app.ReadAsync<string>("select reason from notification_events where notification_id = $1 and kind = 'failed'", id));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from notification_queue"));
        Assert.Equal(["notify.failed=1 sms none technical-failure not-kept"], _figures.Counted);

        // As long as its service may still be told of it, it is there to be looked up.
        await app.RunAsync("update notifications set updated_at = now() - interval '32 hours'");
        await RunAsync();
        Assert.True(await HasPartitionAsync(20));
        await app.RunAsync("update notifications set updated_at = now() - interval '36 hours'");
        await RunAsync();

        Assert.False(await HasPartitionAsync(20));
    }

    [Fact]
    public async Task Row_that_a_worker_holds_keeps_its_day()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, Channel.Sms, daysAgo: 21, NotificationStatus.Created);
        await app.RunAsync("insert into notification_queue (id, channel, lane, service_id, owner) values ($1, 'sms', 'bulk', $2, 5)", id, service.Service.Id);

        await RunAsync();

        Assert.True(await HasPartitionAsync(21));
        Assert.Equal("created", await app.ReadAsync<string>("select status from notifications where id = $1", id));
    }

    [Fact]
    public async Task Long_read_of_a_day_shuts_out_nobody_and_the_day_goes_later()
    {
        await using var reader = await app.DataSource.OpenConnectionAsync();
        await using var transaction = await reader.BeginTransactionAsync();
        await using (var read = new Npgsql.NpgsqlCommand("select count(*) from notifications", reader, transaction))
        {
            await read.ExecuteScalarAsync();
        }

        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-30);
        var dropping = Partitions.DropAsync(app.DataSource, day, CancellationToken.None);
        var service = await app.ServiceAsync();
        await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
        Assert.False(dropping.IsCompleted);
        await transaction.CommitAsync();

        Assert.True(await dropping);
        Assert.False(await HasPartitionAsync(30));
    }

    [Fact]
    public async Task Every_table_with_personal_columns_has_an_end()
    {
        var tables = await app.ReadAsync<string[]>(
            """
            select array_agg(distinct c.relname order by c.relname)
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relkind in ('r', 'p') and not c.relispartition and col_description(c.oid, a.attnum) ~ '^personal'
            """);

        Assert.Equal(PersonalTables.OfRetention.Concat(PersonalTables.Others.Keys).Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_personal_is_left_when_the_time_is_over()
    {
        var service = await app.ServiceAsync();
        var id = await ImportAsync(service, Channel.Sms, daysAgo: 15);
        await FillAsync(service.Service.Id, id);
        Assert.Empty(await FilledColumnsAsync(isFilled: false));

        await RunAsync();
        await Job().OfServicesAsync(CancellationToken.None);

        // A paused upload was cancelled: now that it is, it is emptied, too.
        await Job().OfServicesAsync(CancellationToken.None);
        Assert.Empty(await FilledColumnsAsync(isFilled: true));
        Assert.Equal(2L, await app.ReadAsync<long>("select count(*) from uploads"));
    }

    /// <summary>A row in each table, every personal column filled, and so old that it must go.</summary>
    private async Task FillAsync(Guid serviceId, Guid id)
    {
        await app.RunAsync("update notifications set reference = 'r', unsubscribe_url = 'https://example.com', personalisation = '\\x01' where id = $1", id);
        await app.RunAsync("insert into notification_events (notification_id, id, kind, reason) values ($1, gen_random_uuid(), 'failed', 'words')", id);
        await app.RunAsync(
            """
            insert into sandbox_messages (id, notification_id, service_id, channel, recipient, sender, subject, content, encoding, captured_at)
            values (gen_random_uuid(), gen_random_uuid(), $1, 'email', 'r', 's', 'subject', '\x01', 'mime', now() - interval '15 days')
            """,
            serviceId);
        await app.RunAsync(
            """
            insert into received_texts (id, service_id, notify_number, user_number, content, created_at)
            values (gen_random_uuid(), $1, 'n', 'u', '\x01', now() - interval '15 days')
            """,
            serviceId);
        await app.RunAsync(
            """
            insert into complaints (id, service_id, notification_id, provider, recipient, reference, created_at)
            values (gen_random_uuid(), $1, gen_random_uuid(), 'p', 'r', 'r', now() - interval '15 days')
            """,
            serviceId);
        await app.RunAsync(
            """
            insert into unsubscribe_requests (id, service_id, notification_id, template_id, template_version, email_address, created_at)
            values (gen_random_uuid(), $1, gen_random_uuid(), gen_random_uuid(), 1, 'e', now() - interval '91 days')
            """,
            serviceId);
        foreach (var status in new[] { "finished", "paused" })
        {
            await app.RunAsync(
                """
                with u as (
                  insert into uploads (id, service_id, channel, status, name, reference, template_id, template_version, key_type, sender, row_count, bad_rows, more_bad_rows, created_at)
                  values (gen_random_uuid(), $1, 'email', $2, 'name', 'r', gen_random_uuid(), 1, 'normal', 's', 1, '\x01', '\x01', now() - interval '15 days')
                  returning id)
                insert into upload_chunks (upload_id, number, id, rows, content) select id, 0, gen_random_uuid(), 1, '\x01' from u
                """,
                serviceId, status);
        }
    }

    /// <returns>Personal columns, found by their marks in the catalogue, that hold something in a row, or in none.</returns>
    private async Task<List<string>> FilledColumnsAsync(bool isFilled)
    {
        var columns = await app.ReadAsync<string[]>(
            """
            select array_agg(c.relname || '.' || a.attname)
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relname = any($1) and col_description(c.oid, a.attnum) ~ '^personal'
            """,
            (object)PersonalTables.OfRetention.ToArray());
        var found = new List<string>();
        foreach (var column in columns)
        {
            var parts = column.Split('.');
            if (await app.ReadAsync<bool>($"select exists (select from {parts[0]} where {parts[1]} is not null and length({parts[1]}) > 0)") == isFilled)
            {
                found.Add(column);
            }
        }

        return found;
    }

    private RetentionJob Job() => ActivatorUtilities.CreateInstance<RetentionJob>(
        app.Services, new DeliveryMetrics(_figures.Meters, ActivatorUtilities.CreateInstance<ProviderChoice>(app.Services)));

    private Task RunAsync() => Job().RunAsync(CancellationToken.None);

    private Task<bool> HasPartitionAsync(int daysAgo) => app.ReadAsync<bool>(
        "select to_regclass('notifications_' || to_char((now() at time zone 'utc')::date - $1, 'YYYYMMDD')) is not null", daysAgo);

    private async Task<Guid> ImportAsync(SendingService service, Channel channel, int daysAgo, NotificationStatus status = NotificationStatus.Delivered)
    {
        // At noon: no border of a day is near, in any zone of the pack.
        var at = Days.StartOfDay(await Store.NowAsync(CancellationToken.None), daysAgo).AddHours(12);
        var notification = new Notification
        {
            Id = Ids.At(at),
            ServiceId = service.Service.Id,
            Channel = channel,
            Status = status,
            KeyType = KeyType.Normal,
            TemplateId = channel == Channel.Sms ? await service.SmsTemplateAsync() : await service.EmailTemplateAsync(),
            TemplateVersion = 1,
            Recipient = "recipient",
            RecipientAsSent = "recipient",
            Personalisation = default,
            Sender = "sender",
            RateMultiplier = 1,
            CreatedAt = at,
            UpdatedAt = status == NotificationStatus.Created ? null : at,
        };
        await app.Services.GetRequiredService<NotificationStore>().ImportAsync(notification, apiKeyId: null, CancellationToken.None);
        return notification.Id;
    }
}
