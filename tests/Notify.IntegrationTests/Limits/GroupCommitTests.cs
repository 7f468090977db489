using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Data;
using Notify.Data.Idempotency;
using Notify.Data.Limits;
using Notify.Data.Notifications;
using Notify.Server.Delivery;
using Notify.Server.Features.Limits;
using Notify.Server.Features.Notifications;
using Notify.TestKit.Postgres;
using Npgsql;

namespace Notify.IntegrationTests.Limits;

/// <summary>The one writer behind all that is accepted.</summary>
public sealed class GroupCommitTests(ApiHosts hosts) : IClassFixture<ApiHosts>
{
    private static readonly Guid Service = Guid.Parse("0a2c1f57-51b5-4c1c-9c0c-7b1f6c7e0d11");

    [Fact]
    public async Task What_waited_for_a_commit_is_written_together_and_the_bad_row_fails_alone()
    {
        using var writer = await StartAsync(hosts.Services.GetRequiredService<HotDatabase>());
        await using var gate = await HoldAsync();
        var first = CommitAsync(writer, New());
        await WaitForWriterAsync();

        var rows = Enumerable.Range(0, 30).Select(i => New() with { Reference = i == 13 ? "no \0 in PostgreSQL's text" : $"row {i}" }).ToList();
        var commits = rows.Select(row => CommitAsync(writer, row)).ToList();
        await gate.CommitAsync();

        await Assert.ThrowsAsync<PostgresException>(() => commits[13]);
        commits.RemoveAt(13);
        Assert.All(await Task.WhenAll([first, .. commits]), AssertStored);
        Assert.Equal(29L, await StoredAsync(rows));
    }

    [Fact]
    public async Task Rows_that_waited_for_one_commit_share_the_next_transaction()
    {
        using var writer = await StartAsync(hosts.Services.GetRequiredService<HotDatabase>());
        await using var gate = await HoldAsync();
        var first = CommitAsync(writer, New());
        await WaitForWriterAsync();
        var rows = Enumerable.Range(0, 20).Select(_ => New()).ToList();
        var commits = rows.Select(row => CommitAsync(writer, row)).ToList();
        await gate.CommitAsync();
        await Task.WhenAll([first, .. commits]);

        Assert.Equal(1L, await hosts.ReadAsync<long>(
            "select count(distinct xmin::text) from notifications where id = any($1)", rows.Select(row => row.Id).ToArray()));
    }

    [Fact]
    public async Task Full_queue_is_answered_503_with_a_time_to_come_back()
    {
        using var writer = await StartAsync(hosts.Services.GetRequiredService<HotDatabase>(), queueLength: 3);
        await using var gate = await HoldAsync();
        var first = CommitAsync(writer, New());
        await WaitForWriterAsync();
        var queued = Enumerable.Range(0, 3).Select(_ => CommitAsync(writer, New())).ToList();

        var refused = await CommitAsync(writer, New());
        await gate.CommitAsync();

        Assert.False(refused.TryGet(out _, out var refusal));
        Assert.Equal((503, true), (refusal.StatusCode, refusal.RetryAfter > TimeSpan.Zero));
        Assert.All(await Task.WhenAll([first, .. queued]), AssertStored);
    }

    [Fact]
    public async Task Stop_answers_all_that_was_taken_and_what_comes_after_it()
    {
        using var writer = await StartAsync(hosts.Services.GetRequiredService<HotDatabase>());
        await using var gate = await HoldAsync();
        var first = CommitAsync(writer, New());
        await WaitForWriterAsync();
        var rows = Enumerable.Range(0, 600).Select(_ => New()).ToList();
        var commits = rows.Select(row => CommitAsync(writer, row)).ToList();

        var stop = writer.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        var late = CommitAsync(writer, New());
        await gate.CommitAsync();
        await stop;

        Assert.All(await Task.WhenAll([first, late, .. commits]), AssertStored);
        Assert.Equal(600L, await StoredAsync(rows));
    }

    [Fact]
    public async Task All_of_a_request_is_stored_and_what_is_scheduled_is_due_then()
    {
        using var writer = await StartAsync(hosts.Services.GetRequiredService<HotDatabase>());
        var at = new DateTimeOffset(2099, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var row = New() with
        {
            ReplyTo = "reply@example.gov.uk",
            UnsubscribeUrl = "https://example.gov.uk/u",
            HasUnsubscribeLink = true,
            ScheduledFor = at,
            International = true,
            RateMultiplier = 3,
            ApiKeyId = Guid.Empty,
        };

        AssertStored(await CommitAsync(writer, row));
        AssertStored(await CommitAsync(writer, New() with { ScheduledFor = at.AddYears(-90) }));

        var stored = await hosts.ReadAsync<string>(
            """
            select to_jsonb(n)::text || to_jsonb(q)::text from notifications n join notification_queue q using (id) where n.id = $1
            """,
            row.Id);
        foreach (var part in new[]
        {
            "\"reply_to\": \"reply@example.gov.uk\"", "\"unsubscribe_url\": \"https://example.gov.uk/u\"", "\"has_unsubscribe_link\": true",
            "\"international\": true", "\"rate_multiplier\": 3", "\"due_at\": \"2099-01-02T", "\"scheduled_for\": \"2099-01-02T", "\"status\": \"created\"",
        })
        {
            Assert.Contains(part, stored, StringComparison.Ordinal);
        }

        Assert.Equal(0L, await hosts.ReadAsync<long>("select count(*) from notification_queue where due_at < now() - interval '1 day'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_that_breaks_around_the_commit_leads_to_the_answer_that_is_true(bool afterCommit)
    {
        await using var wire = await CutWire.StartAsync(hosts.ConnectionString);
        await using var database = new HotDatabase(wire.ConnectionString);
        using var writer = await StartAsync(database);
        AssertStored(await CommitAsync(writer, New()));   // prepares the statements: from now on a batch is one round trip

        var row = New();
        wire.CutNext(afterCommit);
        var commit = CommitAsync(writer, row);

        if (afterCommit)
        {
            AssertStored(await commit);
        }
        else
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => commit);
        }

        Assert.Equal(afterCommit ? 1L : 0L, await StoredAsync([row]));
    }

    [Fact]
    public async Task Commit_in_doubt_is_looked_up_until_the_database_is_back()
    {
        await using var wire = await CutWire.StartAsync(hosts.ConnectionString);
        await using var database = new HotDatabase(wire.ConnectionString);
        using var writer = await StartAsync(database);
        AssertStored(await CommitAsync(writer, New()));   // prepares the statements: from now on a batch is one round trip

        wire.CutNext(afterCommit: true, andSever: true);
        var commit = CommitAsync(writer, New());
        for (var i = 0; i < 2000 && wire.Refused == 0; i++)
        {
            await Task.Delay(5);
        }

        wire.Mend();

        AssertStored(await commit);
    }

    [Fact]
    public async Task Connection_that_breaks_while_the_rest_of_a_batch_is_stored_leads_to_the_answers_that_are_true()
    {
        await using var wire = await CutWire.StartAsync(hosts.ConnectionString);
        await using var database = new HotDatabase(wire.ConnectionString);
        using var writer = await StartAsync(database);
        var known = new RememberedAnswer(new IdempotentRequest("in a batch", new byte[32]), "{\"id\":1}"u8.ToArray());
        AssertStored(await CommitAsync(writer, New(), known));
        await BatchAsync(New());   // prepares the statements: from now on both attempts are one round trip each

        var row = New();
        await BatchAsync(row, () => wire.CutNext(afterCommit: true, skip: 2));

        Assert.True(wire.HasCut);
        Assert.Equal(1L, await StoredAsync([row]));

        // One whose key is known, and the row, which is stored by the second attempt.
        async Task BatchAsync(NewNotification row, Action? meanwhile = null)
        {
            await using var gate = await HoldAsync();
            var first = CommitAsync(writer, New());
            await WaitForWriterAsync();
            var repeated = CommitAsync(writer, New(), known);
            var stored = CommitAsync(writer, row);
            meanwhile?.Invoke();
            await gate.CommitAsync();

            AssertStored(await first);
            AssertStored(await stored);
            Assert.True((await repeated).TryGet(out var commitment, out _));
            Assert.IsType<Commitment.Repeated>(commitment);
        }
    }

    [Fact]
    public async Task Key_whose_answer_was_lost_with_the_connection_is_known_afterwards()
    {
        await using var wire = await CutWire.StartAsync(hosts.ConnectionString);
        await using var database = new HotDatabase(wire.ConnectionString);
        using var writer = await StartAsync(database);
        var answer = new RememberedAnswer(new IdempotentRequest("lost", new byte[32]), "{\"id\":1}"u8.ToArray());
        AssertStored(await writer.RememberAsync(Ids.NewRandom(), Service, KeyType.Team, answer with { Request = new("warm", new byte[32]) }, CancellationToken.None));

        wire.CutNext(afterCommit: true);
        AssertStored(await writer.RememberAsync(Ids.NewRandom(), Service, KeyType.Team, answer, CancellationToken.None));
        var again = await writer.RememberAsync(Ids.NewRandom(), Service, KeyType.Team, answer with { Bytes = "{\"id\":2}"u8.ToArray() }, CancellationToken.None);

        Assert.True(again.TryGet(out var commitment, out _));
        Assert.Equal("{\"id\":1}"u8.ToArray(), Assert.IsType<Commitment.Repeated>(commitment).Answer);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_settled_and_the_rest_of_its_batch_is_stored_in_order()
    {
        var store = hosts.Services.GetRequiredService<AcceptStore>();
        var service = Ids.NewRandom();
        var known = Item("known");
        await store.AcceptAsync([known], CancellationToken.None);

        var (outcomes, counts) = await store.AcceptAsync([Item(), Item("known"), Item("stored"), Item("full"), Item()], CancellationToken.None);

        Assert.Equal(AcceptOutcome.Stored, outcomes[0]);
        Assert.Equal(known.RequestId, Assert.IsType<AcceptOutcome.Known>(outcomes[1]).Answer.RequestId);
        Assert.Equal(AcceptOutcome.Stored, outcomes[2]);
        Assert.All(outcomes.Skip(3), outcome => Assert.Equal((DailyKind.Email, 3), outcome is AcceptOutcome.Full full ? (full.Kind, full.Limit) : default));
        Assert.InRange(((AcceptOutcome.Full)outcomes[3]).DayEndsIn, TimeSpan.Zero, TimeSpan.FromDays(1));
        Assert.Equal(3, Assert.Single(counts).Count);
        Assert.Equal(3L, await hosts.ReadAsync<long>("select count(*) from notifications join notification_queue using (id) where notifications.service_id = $1", service));

        // What was refused is not remembered.
        Assert.Equal([AcceptOutcome.Stored], (await store.AcceptAsync([Item("full", limit: 4)], CancellationToken.None)).Outcomes);

        Acceptance Item(string? key = null, int limit = 3)
        {
            var item = store.Prepare(New() with { ServiceId = service }, new DailyAllowance(DailyKind.Email, limit));
            return key is null ? item : store.Remember(item, key, new byte[32], "{}"u8);
        }
    }

    [Fact]
    public async Task Texts_abroad_that_find_no_room_leave_theirs_to_texts_at_home()
    {
        var store = hosts.Services.GetRequiredService<AcceptStore>();
        var service = Ids.NewRandom();

        var (outcomes, _) = await store.AcceptAsync([Text(abroad: true), Text(abroad: true), Text(abroad: false), Text(abroad: true), Text(abroad: false), Text(abroad: false)], CancellationToken.None);

        Assert.Equal(
            ["stored", "InternationalSms", "stored", "InternationalSms", "stored", "Sms"],
            outcomes.Select(outcome => outcome is AcceptOutcome.Full full ? full.Kind.ToString() : "stored"));
        Assert.Equal(3L, await hosts.ReadAsync<long>("select count(*) from notifications where service_id = $1", service));

        Acceptance Text(bool abroad) => store.Prepare(New() with { ServiceId = service }, new DailyAllowance(DailyKind.Sms, 3, abroad ? 1 : null));
    }

    [Fact]
    public async Task Statement_prepared_at_the_start_is_the_one_that_stores()
    {
        await using var database = new HotDatabase(new NpgsqlConnectionStringBuilder(hosts.ConnectionString) { MaxPoolSize = 1 }.ConnectionString);
        var store = StoreOver(database);

        await store.AcceptAsync([], CancellationToken.None);
        await store.AcceptAsync([store.Prepare(New(), null)], CancellationToken.None);

        await using var runs = database.Source.CreateCommand("select generic_plans + custom_plans from pg_prepared_statements where statement like '%insert into notifications (%'");
        Assert.Equal(2L, await runs.ExecuteScalarAsync());
    }

    private async Task<AcceptedNotifications> StartAsync(HotDatabase database, int queueLength = 4096)
    {
        var writer = new AcceptedNotifications(
            StoreOver(database),
            AnswersOver(database),
            new DailyLimits(new DailyCountStore(database.Source), TimeProvider.System),
            hosts.Services.GetRequiredService<WakeUps>(),
            hosts.Services.GetRequiredService<AcceptMetrics>(),
            Options.Create(new AcceptOptions { QueueLength = queueLength }),
            TimeProvider.System,
            NullLogger<AcceptedNotifications>.Instance);
        await writer.StartAsync(CancellationToken.None);
        return writer;
    }

    private AcceptStore StoreOver(HotDatabase database) =>
        new(database, hosts.Services.GetRequiredService<KeyRing>(), AnswersOver(database), TimeProvider.System);

    private IdempotencyStore AnswersOver(HotDatabase database) => new(database.Source, hosts.Services.GetRequiredService<KeyRing>());

    private static Task<Result<Commitment>> CommitAsync(AcceptedNotifications writer, NewNotification notification, RememberedAnswer? answer = null) =>
        writer.CommitAsync(notification, new DailyAllowance(DailyKind.Email, 1_000_000), answer, CancellationToken.None);

    /// <summary>Nothing can be queued until this ends.</summary>
    private async Task<NpgsqlTransaction> HoldAsync()
    {
        var connection = await hosts.DataSource.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table notification_queue in exclusive mode", connection, transaction);
        await hold.ExecuteNonQueryAsync();
        return transaction;
    }

    private async Task WaitForWriterAsync()
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await hosts.ReadAsync<long>(
                """
                select count(*) from pg_locks
                 where relation = 'notification_queue'::regclass and not granted
                   and database = (select oid from pg_database where datname = current_database())
                """) > 0)
            {
                return;
            }

            await Task.Delay(5);
        }

        Assert.Fail("The writer did not come");
    }

    private Task<long> StoredAsync(IEnumerable<NewNotification> rows) => hosts.ReadAsync<long>(
        "select count(*) from notifications join notification_queue using (id) where id = any($1)", rows.Select(row => row.Id).ToArray());

    private static void AssertStored(Result<Commitment> result)
    {
        Assert.True(result.TryGet(out var commitment, out var refusal), refusal?.Message);
        Assert.IsType<Commitment.Stored>(commitment);
    }

    private static NewNotification New() => new()
    {
        Id = Ids.New(TimeProvider.System),
        ServiceId = Service,
        Channel = Channel.Email,
        Lane = Lane.Normal,
        KeyType = KeyType.Normal,
        TemplateId = Guid.Empty,
        TemplateVersion = 1,
        Recipient = "amala@example.com",
        RecipientAsSent = "Amala@example.com",
        Personalisation = "{\"name\":\"Amala\"}"u8.ToArray(),
        Sender = "sender@example.gov.uk",
        CreatedAt = TimeProvider.System.GetUtcNow(),
    };
}
