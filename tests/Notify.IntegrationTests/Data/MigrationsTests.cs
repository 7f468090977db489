using Notify.Data.Migrations;
using Notify.Server.Hosting;
using Notify.TestKit.Postgres;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Data;

public sealed class MigrationsTests(NotifyDatabase migrated) : IClassFixture<NotifyDatabase>
{
    [Fact]
    public async Task Ten_hosts_that_migrate_at_once_run_each_migration_once()
    {
        var postgres = await TestPostgres.SharedAsync();
        var connectionString = await postgres.CreateDatabaseAsync();
        try
        {
            var database = DatabaseAddress.Parse(connectionString);

            var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DatabaseSchema.UpgradeAsync(database, CancellationToken.None)));

            Assert.Equal(1, runs.Count(run => run.Count > 0));
            Assert.True((await DatabaseSchema.CheckAsync(database, CancellationToken.None)).IsUpToDate);
        }
        finally
        {
            await postgres.DropDatabaseAsync(connectionString);
        }
    }

    [Fact]
    public async Task Empty_database_lacks_everything()
    {
        var postgres = await TestPostgres.SharedAsync();
        var connectionString = await postgres.CreateDatabaseAsync();
        try
        {
            var state = await DatabaseSchema.CheckAsync(DatabaseAddress.Parse(connectionString), CancellationToken.None);

            Assert.Equal("0001_services.sql", state.Missing[0]);
        }
        finally
        {
            await postgres.DropDatabaseAsync(connectionString);
        }
    }

    [Fact]
    public async Task Schema_that_forbids_this_version_is_too_new()
    {
        var postgres = await TestPostgres.SharedAsync();
        var connectionString = await postgres.CreateDatabaseAsync("notify", MigrateAsync);
        try
        {
            await using (var source = NpgsqlDataSource.Create(connectionString))
            {
                await using var command = source.CreateCommand($"update schema_requirements set oldest_program = {MigrationScripts.Newest + 1}");
                await command.ExecuteNonQueryAsync();
            }

            Assert.True((await DatabaseSchema.CheckAsync(DatabaseAddress.Parse(connectionString), CancellationToken.None)).IsTooNew);
        }
        finally
        {
            await postgres.DropDatabaseAsync(connectionString);
        }
    }

    [Fact]
    public async Task Newer_schema_that_allows_this_version_is_no_problem()
    {
        await using var command = migrated.DataSource.CreateCommand("insert into schema_migrations (scriptname, applied) values ('9999_later.sql', now()) on conflict do nothing");
        await command.ExecuteNonQueryAsync();

        Assert.True((await DatabaseSchema.CheckAsync(DatabaseAddress.Parse(migrated.ConnectionString), CancellationToken.None)).IsUpToDate);
    }

    [Fact]
    public async Task Partitions_stand_ready_for_two_weeks()
    {
        await using var command = migrated.DataSource.CreateCommand(
            """
            select count(*)
              from generate_series(0, 14) as n,
                   unnest(array['notifications_', 'notification_events_']) as parent
             where to_regclass(parent || to_char((now() at time zone 'utc')::date + n, 'YYYYMMDD')) is not null
            """);

        Assert.Equal(30L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Days_that_lack_their_triggers_get_them_when_partitions_are_made_again()
    {
        await using var command = migrated.DataSource.CreateCommand(
            """
            do $$
            begin
              execute format('drop trigger count_moved on %I', 'notifications_' || to_char((now() at time zone 'utc')::date + 3, 'YYYYMMDD'));
              execute format('drop trigger queue_callbacks on %I', 'notifications_' || to_char((now() at time zone 'utc')::date + 3, 'YYYYMMDD'));
            end $$;
            select make_notification_partitions((now() at time zone 'utc')::date, (now() at time zone 'utc')::date);
            select count(*) filter (where triggers.names is distinct from 'count_moved, queue_callbacks')
              from pg_inherits i
             cross join lateral (select string_agg(tgname, ', ' order by tgname) as names from pg_trigger where tgrelid = i.inhrelid) as triggers
             where i.inhparent = 'notifications'::regclass
            """);
        await using var row = await command.ExecuteReaderAsync();
        await row.NextResultAsync();
        await row.ReadAsync();

        Assert.Equal(0L, row.GetInt64(0));
    }

    [Fact]
    public async Task Look_up_by_id_touches_one_partition()
    {
        await using var command = migrated.DataSource.CreateCommand(
            "explain select * from notifications where service_id = gen_random_uuid() and id = (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid");
        await using var row = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await row.ReadAsync())
        {
            plan.Add(row.GetString(0));
        }

        // Bounds known only when it runs: the other partitions are there in the plan, and removed.
        Assert.True(
            plan.Any(line => line.Contains("Subplans Removed", StringComparison.Ordinal)) || plan.Count(line => line.Contains("Scan", StringComparison.Ordinal)) == 1,
            string.Join('\n', plan));
    }

    [Fact]
    public async Task Every_text_column_of_a_table_with_peoples_data_says_whether_it_is_personal()
    {
        await using var command = migrated.DataSource.CreateCommand(
            """
            select c.relname || '.' || a.attname
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relname in ('notifications', 'notification_events', 'sandbox_messages', 'files', 'idempotency_keys', 'received_texts')
               and a.atttypid in ('text'::regtype, 'bytea'::regtype, 'jsonb'::regtype)
               and coalesce(col_description(c.oid, a.attnum), '') !~ '^(not )?personal'
            """);
        await using var row = await command.ExecuteReaderAsync();
        var unmarked = new List<string>();
        while (await row.ReadAsync())
        {
            unmarked.Add(row.GetString(0));
        }

        Assert.Empty(unmarked);
    }

    private static Task MigrateAsync(string connectionString) =>
        DatabaseSchema.UpgradeAsync(DatabaseAddress.Parse(connectionString), CancellationToken.None);
}
