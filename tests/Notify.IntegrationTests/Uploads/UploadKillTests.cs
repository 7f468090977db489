using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Uploads;

/// <summary>SIGKILL while rows become notifications: after a restart every row is there, once.</summary>
public sealed class UploadKillTests(NotifyInstallation database) : IClassFixture<NotifyInstallation>
{
    private const int Rows = 6000;

    private readonly int _port = NotifyProcess.FreePort();

    private string BaseUrl => $"http://127.0.0.1:{_port}";

    [Fact]
    public async Task Killed_again_and_again_every_row_becomes_one_message_and_only_what_was_in_flight_is_sent_twice()
    {
        var environment = new Dictionary<string, string?>
        {
            ["NOTIFY_DATABASE"] = database.ConnectionString,
            ["NOTIFY_DATA"] = database.DataFolder,
            ["Notify__Uploads__ChunkSize"] = "100",
        };
        using var client = await ProcessClient.CreateAsync(environment, BaseUrl);
        var server = await ServeAsync(environment);
        try
        {
            using var answer = await client.SendAsync(HttpMethod.Post, "/v2/notifications/bulk", new
            {
                name = "killed",
                template_id = client.SmsTemplate,
                rows = Enumerable.Range(0, Rows).Select(i => new[] { $"0770090{i % 1000 + 1200:D4}" }).Prepend(["phone number"]),
            });
            Assert.Equal(201, (int)answer.StatusCode);
            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
            var kills = 0;
            var inFlight = new HashSet<Guid>();
            foreach (var stored in new[] { 200L, 1500L, 3500L })
            {
                await WaitForAsync("select count(*) from notifications where job_id = $1", id, count => count >= stored);
                await server.KillAsync();
                await server.DisposeAsync();
                inFlight.UnionWith(await IdsAsync("select s.notification_id from sandbox_messages s join notification_queue q on q.id = s.notification_id"));
                kills += await CountAsync("select count(*) from uploads where id = $1 and status = 'in progress'", id) > 0 ? 1 : 0;
                server = await ServeAsync(environment);
            }

            Assert.True(kills > 0, "It was through before it could be killed");
            await WaitForAsync("select count(*) from notifications where job_id = $1 and status = 'delivered'", id, count => count == Rows);
            Assert.Equal(Rows, await CountAsync("select count(*) from notifications where job_id = $1", id));

            // Each was sent, and twice at most what had been handed over and was not recorded when the process died.
            Assert.Equal(Rows, await CountAsync("select count(distinct s.notification_id) from sandbox_messages s join notifications n on n.id = s.notification_id where n.job_id = $1", id));
            Assert.Subset(inFlight, await IdsAsync("select notification_id from sandbox_messages group by 1 having count(*) > 1"));
            Assert.Equal(Rows, await CountAsync("select count(distinct job_row_number) from notifications where job_id = $1", id));
            Assert.Equal(0, await CountAsync("select count(*) from upload_chunks where upload_id = $1", id));
            Assert.Equal(1, await CountAsync("select count(*) from uploads where id = $1 and status = 'finished' and stored_rows = row_count", id));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private async Task<NotifyProcess> ServeAsync(Dictionary<string, string?> environment)
    {
        var process = NotifyProcess.Start(environment, "serve", "--port", _port.ToString(CultureInfo.InvariantCulture));
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

    private async Task WaitForAsync(string sql, Guid id, Func<long, bool> isThere)
    {
        var last = 0L;
        for (var i = 0; i < 6000; i++)
        {
            last = await CountAsync(sql, id);
            if (isThere(last))
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"Not there after a minute: {last}");
    }

    private async Task<HashSet<Guid>> IdsAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
