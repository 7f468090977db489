using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.Data.Embedded;
using Notify.TestKit.Processes;

namespace Notify.IntegrationTests.Faults;

/// <summary>The database goes and comes back; the server waits, says so and recovers by itself.</summary>
public sealed class DatabaseAwayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notify-away-").FullName;
    private readonly int _port = NotifyProcess.FreePort();

    private string BaseUrl => $"http://127.0.0.1:{_port}";

    private EmbeddedPostgresOptions Options => new() { DataFolder = Path.Combine(_folder, "database"), CreateWithoutSync = true };

    [Fact]
    public async Task Server_waits_at_start_answers_503_while_it_runs_and_recovers()
    {
        var postgres = await EmbeddedPostgres.StartAsync(Options, CancellationToken.None);
        var environment = new Dictionary<string, string?> { ["NOTIFY_DATABASE"] = postgres.ConnectionString, ["NOTIFY_DATA"] = Path.Combine(_folder, "data") };
        Assert.Equal(0, (await NotifyProcess.RunAsync(environment, "migrate")).ExitCode);
        using var client = await ProcessClient.CreateAsync(environment, BaseUrl);
        await postgres.DisposeAsync();

        await using var server = NotifyProcess.Start(environment, "serve", "--port", _port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await server.WaitForWordsAsync("Waiting for the database");
        postgres = await EmbeddedPostgres.StartAsync(Options, CancellationToken.None);
        await server.WaitUntilAnsweringAsync($"{BaseUrl}/health/ready");
        await client.WaitForStatusAsync(await client.AcceptSmsAsync(), "delivered");
        await postgres.DisposeAsync();

        using var http = new HttpClient { BaseAddress = new Uri(BaseUrl) };
        using var refused = await client.SendAsync(HttpMethod.Post, "/v2/notifications/sms", new { phone_number = "07700900123", template_id = client.SmsTemplate });
        using var ready = await http.GetAsync("/health/ready");
        using var live = await http.GetAsync("/health/live");
        using var simple = await http.GetAsync("/_status?simple=1");

        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("ServiceUnavailableError", error.GetProperty("error").GetString());
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK),
            (ready.StatusCode, live.StatusCode, simple.StatusCode));

        postgres = await EmbeddedPostgres.StartAsync(Options, CancellationToken.None);
        await server.WaitUntilAnsweringAsync($"{BaseUrl}/health/ready");
        await client.WaitForStatusAsync(await client.AcceptSmsAsync(), "delivered");
        Assert.Equal(0, await server.StopAsync());
        await postgres.DisposeAsync();
    }

    public void Dispose() => EmbeddedPostgres.DeleteAsync(Options, CancellationToken.None).ContinueWith(
        _ => Directory.Delete(_folder, recursive: true), TaskScheduler.Default).GetAwaiter().GetResult();
}
