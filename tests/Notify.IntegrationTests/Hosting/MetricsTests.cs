using System.Globalization;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Hosting;

/// <summary>What Prometheus reads. In a process of its own: meters are of a process, whoever runs in it.</summary>
public sealed class MetricsTests(NotifyInstallation installation) : IClassFixture<NotifyInstallation>
{
    private static readonly string[] Figures =
    [
        "notify_accepted_total{", "notify_accept_duration_seconds_bucket{", "notify_handovers_total{", "notify_send_duration_seconds_bucket{", "notify_delivery_duration_seconds_bucket{",
        "notify_provider_duration_seconds_bucket{", "notify_provider_weight{", "notify_queue_age_seconds{", "notify_queue_length{", "notify_queue_stuck{", "notify_ended_total{", "status=\"delivered\"", "db_client_connection_count{",
        "notify_smtp_connections{", "notify_smtp_connections_limit{",
    ];

    [Fact]
    public async Task Figures_of_the_whole_way_are_shown_and_name_nobody()
    {
        var environment = new Dictionary<string, string?> { ["NOTIFY_DATABASE"] = installation.ConnectionString, ["NOTIFY_DATA"] = installation.DataFolder };
        var port = NotifyProcess.FreePort();
        var baseUrl = $"http://127.0.0.1:{port}";
        await using var process = NotifyProcess.Start(environment, "serve", "--port", port.ToString(CultureInfo.InvariantCulture));
        await process.WaitUntilAnsweringAsync($"{baseUrl}/health/ready");
        using var client = await ProcessClient.CreateAsync(environment, baseUrl);
        var id = await client.AcceptSmsAsync();
        await client.WaitForStatusAsync(id, "delivered");

        // The exporter answers from what it gathered a moment ago.
        using var http = new HttpClient();
        var text = "";
        for (var i = 0; i < 200 && !Figures.All(figure => text.Contains(figure, StringComparison.Ordinal)); i++)
        {
            text = await http.GetStringAsync($"{baseUrl}/metrics");
            await Task.Delay(50);
        }

        Assert.All(Figures, figure => Assert.Contains(figure, text, StringComparison.Ordinal));
        Assert.DoesNotContain(id.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("7700900", text, StringComparison.Ordinal);
    }
}
