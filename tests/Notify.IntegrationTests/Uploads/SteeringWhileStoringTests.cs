using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Uploads;

/// <summary>Pausing while all workers for uploads are at long lists of others.</summary>
public sealed class SteeringWhileStoringTests(BulkApp app) : IClassFixture<BulkApp>
{
    [Fact]
    public async Task Pause_takes_hold_while_two_long_lists_are_still_being_stored()
    {
        var (service, id) = await StartAsync(rows: 2);
        await BulkApp.WaitAsync(service, id, upload => upload.GetProperty("delivered").GetInt32() == 2);

        // As if they were still waiting: else there would be nothing to pause.
        await app.RunAsync("update notifications set status = 'created' where job_id = $1", id);
        var slow = await app.ServiceAsync();

        // Two seconds a chunk, as on a database that has much to do.
        await app.RunAsync(
            $"""
            create function sleep_a_little() returns trigger language plpgsql as 'begin perform pg_sleep(0.02); return new; end';
            create trigger slow before insert on notifications for each row when (new.service_id = '{slow.Service.Id}') execute function sleep_a_little();
            """);
        await StartAsync(rows: 300, slow);
        await StartAsync(rows: 300, slow);
        await WaitAsync("select count(*) = 2 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");

        var (status, _) = await BulkApp.PostAsync(service, new { }, $"/{id}/pause");
        await WaitAsync("select not rows_differ from uploads where id = $1", id);

        Assert.Equal(200, status);
        Assert.Equal(2L, await app.ReadAsync<long>("select count(*) from uploads where service_id = $1 and stored_rows < row_count", slow.Service.Id));
    }

    private async Task<(SendingService Service, Guid Id)> StartAsync(int rows, SendingService? of = null)
    {
        var service = of ?? await app.ServiceAsync();
        var (_, body) = await BulkApp.PostAsync(service, new
        {
            name = "n",
            template_id = await service.SmsTemplateAsync("Hello"),
            rows = Enumerable.Range(0, rows).Select(i => new[] { $"0770090{i % 100 + 1200:D4}" }).Prepend(["phone number"]),
        });
        return (service, body.GetProperty("id").GetGuid());
    }

    private async Task WaitAsync(string sql, params object[] values)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await app.ReadAsync<bool>(sql, values))
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"Not there after ten seconds: {sql}");
    }
}
