using Notify.TestKit.Processes;
using Notify.TestKit.Server;
using Notify.TestKit.Smtp;
using Npgsql;

namespace Notify.IntegrationTests.Faults;

/// <summary>SIGKILL between acceptance and delivery: what was accepted is delivered after a restart, once.</summary>
public sealed class KillTests(NotifyInstallation database) : IClassFixture<NotifyInstallation>
{
    private readonly int _port = NotifyProcess.FreePort();

    private string BaseUrl => $"http://127.0.0.1:{_port}";

    [Fact]
    public async Task Killed_in_mid_claim_both_messages_are_delivered_once_after_restart()
    {
        // The claim waits in a trigger for a lock of ours, so that the process dies between acceptance and delivery.
        await ExecuteAsync(
            """
            create function hold_claim() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(4242); return new; end $$;
            create trigger hold_claim before update on notification_queue for each row execute function hold_claim();
            """);
        var environment = Settings();
        using var client = await ProcessClient.CreateAsync(environment, BaseUrl);
        var (email, sms) = (Guid.Empty, Guid.Empty);
        await using (var gate = await database.DataSource.OpenConnectionAsync())
        {
            await using var hold = new NpgsqlCommand("select pg_advisory_lock(4242)", gate);
            await hold.ExecuteNonQueryAsync();
            await using var first = await ServeAsync(environment);
            (email, sms) = (await client.AcceptEmailAsync(), await client.AcceptSmsAsync());
            await WaitForHeldClaimsAsync();
            await first.KillAsync();
            await using var release = new NpgsqlCommand("select pg_advisory_unlock(4242)", gate);
            await release.ExecuteNonQueryAsync();
        }

        Assert.Equal(0L, await CapturedAsync(email, sms));

        await using var second = await ServeAsync(environment);
        await client.WaitForStatusAsync(email, "delivered");
        await client.WaitForStatusAsync(sms, "delivered");

        Assert.Equal(2L, await CapturedAsync(email, sms));
        await ExecuteAsync("drop trigger hold_claim on notification_queue; drop function hold_claim()");
    }

    [Fact]
    public async Task Killed_while_the_mail_server_thinks_the_message_is_sent_once_after_restart()
    {
        await using var server = new SmtpListener();
        await server.StartAsync();
        var environment = Settings(new()
        {
            ["Notify__Delivery__EmailProviders"] = "smtp",
            ["Notify__Smtp__Host"] = "localhost",
            ["Notify__Smtp__Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Notify__Smtp__Username"] = SmtpListener.User,
            ["Notify__Smtp__Password"] = SmtpListener.Password,
            ["Notify__Smtp__TrustedCertificatesFile"] = server.CertificateFile,
        });
        using var client = await ProcessClient.CreateAsync(environment, BaseUrl);
        server.HoldRecipients();
        await using var first = await ServeAsync(environment);
        var id = await client.AcceptEmailAsync();
        await server.WaitForHeldRecipientAsync();
        await first.KillAsync();
        server.LetRecipientsPass();

        await using var second = await ServeAsync(environment);
        await client.WaitForStatusAsync(id, "sending");

        Assert.Single(server.Received, message => message.Mime.MessageId!.StartsWith(id.ToString("N"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lock_left_behind_by_a_killed_worker_keeps_no_other_from_sending()
    {
        await ExecuteAsync("insert into hangfire.lock (resource, updatecount, acquired) values ('hangfire:lock:recurring-job:make-partitions', 0, now() at time zone 'utc')");
        var environment = Settings();
        using var client = await ProcessClient.CreateAsync(environment, BaseUrl);
        await using var server = await ServeAsync(environment);

        await client.WaitForStatusAsync(await client.AcceptSmsAsync(), "delivered");

        await ExecuteAsync("delete from hangfire.lock");
    }

    [Fact]
    public async Task Accepting_and_sending_processes_work_together_through_the_database_alone()
    {
        var environment = Settings();
        using var client = await ProcessClient.CreateAsync(environment, BaseUrl);
        await using var worker = NotifyProcess.Start(environment, "serve", "--roles", "worker", "--port", NotifyProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture));
        await using var api = await ServeAsync(environment, "api");

        var id = await client.AcceptSmsAsync();

        await client.WaitForStatusAsync(id, "delivered");
    }

    private Dictionary<string, string?> Settings(Dictionary<string, string?>? more = null) => new(more ?? [])
    {
        ["NOTIFY_DATABASE"] = database.ConnectionString,
        ["NOTIFY_DATA"] = database.DataFolder,
    };

    private async Task<NotifyProcess> ServeAsync(Dictionary<string, string?> environment, string roles = "api,web,worker")
    {
        var process = NotifyProcess.Start(environment, "serve", "--roles", roles, "--port", _port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            await process.WaitUntilAnsweringAsync($"{BaseUrl}/health/ready");
            return process;
        }
        catch
        {
            // Nobody else has it: it would outlive the test.
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both channels' claims stand in the trigger.</summary>
    private async Task WaitForHeldClaimsAsync()
    {
        for (var i = 0; i < 1000; i++)
        {
            await using var command = database.DataSource.CreateCommand(
                """
                select count(*) from pg_locks
                 where locktype = 'advisory' and objid = 4242 and not granted
                   and database = (select oid from pg_database where datname = current_database())
                """);
            if ((long)(await command.ExecuteScalarAsync())! >= 2)
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("No claim came within 10 s");
    }

    private async Task<long> CapturedAsync(params Guid[] notifications)
    {
        await using var command = database.DataSource.CreateCommand("select count(*) from sandbox_messages where notification_id = any($1)");
        command.Parameters.Add(new() { Value = notifications });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
