using Microsoft.Extensions.DependencyInjection;
using Notify.Data;
using Notify.Data.Notifications;
using Notify.Server.Delivery;
using Notify.TestKit.Postgres;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Delivery;

/// <summary>The connection that a worker's claims hang on.</summary>
public sealed class OwnerTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Connection_that_breaks_is_noticed_and_its_lock_is_gone()
    {
        await using var wire = await CutWire.StartAsync(app.ConnectionString);
        await using var owner = await OwnerConnection.OpenAsync(wire.ConnectionString, _ => { }, CancellationToken.None);
        var listening = owner.ListenAsync(CancellationToken.None);
        Assert.Equal(1L, await LocksAsync(owner.Number));

        wire.Sever();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => listening.WaitAsync(TimeSpan.FromSeconds(20)));
        for (var i = 0; i < 500 && await LocksAsync(owner.Number) > 0; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(0L, await LocksAsync(owner.Number));
    }

    [Fact]
    public async Task Database_is_told_to_take_a_host_that_falls_silent_for_gone()
    {
        // Twice, as a connection that comes back from the pool has it, too.
        var hot = app.Services.GetRequiredService<HotDatabase>();
        for (var i = 0; i < 2; i++)
        {
            await using var show = hot.Source.CreateCommand("show idle_in_transaction_session_timeout");
            Assert.Equal("20s", await show.ExecuteScalarAsync());
        }

        await using var connection = await hot.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var sooner = new NpgsqlCommand("select set_config('idle_in_transaction_session_timeout', '200ms', true)", connection, transaction))
        {
            await sooner.ExecuteNonQueryAsync();
        }

        await using (var hold = new NpgsqlCommand("select pg_advisory_xact_lock(4711)", connection, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        // The one that has fallen silent is here: whoever else wants the lock gets it.
        await using var others = app.DataSource.CreateCommand("select pg_advisory_lock(4711)");
        await others.ExecuteNonQueryAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
    }

    [Fact]
    public async Task Worker_whose_connection_broke_stops_at_once_and_goes_on_as_a_new_owner()
    {
        var worker = app.Services.GetRequiredService<Worker>();
        await UntilAsync(() => worker.Owner is not null);
        var before = worker.Owner!;
        var lost = before.Lost;

        await using (var end = app.DataSource.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'notify worker' and datname = current_database()"))
        {
            await end.ExecuteNonQueryAsync();
        }

        await UntilAsync(() => worker.Owner is { } now && now.Number != before.Number);
        Assert.True(lost.IsCancellationRequested);
        var service = await app.ServiceAsync();
        await service.WaitAsync(await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") }), "delivered");
    }

    private async Task<long> LocksAsync(int number)
    {
        // Other tests' databases on the same server have owners of the same number.
        await using var command = app.DataSource.CreateCommand(
            $"select count(*) from living_owners({OwnerConnection.LockClass}) as number where number = {number}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 2000 && !holds(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(holds(), "Not within 20 s");
    }
}
