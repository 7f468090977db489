using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.Server.Hosting;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Limits;

public sealed class FullQueueTests(FullQueueTests.NarrowHost host) : IClassFixture<FullQueueTests.NarrowHost>
{
    [Fact]
    public async Task Requests_beyond_the_queue_are_answered_503_at_once_and_the_others_are_stored()
    {
        var service = await host.ServiceAsync();
        var body = new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") };
        await using var connection = await host.DataSource.OpenConnectionAsync();
        await using var gate = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table notification_queue in exclusive mode", connection, gate))
        {
            await hold.ExecuteNonQueryAsync();
        }

        // One is with the writer at most and one in the queue.
        var posts = Enumerable.Range(0, 10).Select(_ => service.PostAsync("/v2/notifications/email", body)).ToList();
        var refused = new List<HttpResponseMessage>();
        while (refused.Count < 8)
        {
            var post = await Task.WhenAny(posts);
            posts.Remove(post);
            refused.Add(await post);
        }

        await gate.CommitAsync();

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.StatusCode, answer.Headers.RetryAfter!.Delta > TimeSpan.Zero)));
        Assert.Single(host.Warnings.Split('\n'), line => line.Contains("Too many requests wait to be stored: 1 were refused since this was last told", StringComparison.Ordinal));
        var error = (await refused[0].Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal("ServiceUnavailableError", error.GetProperty("error").GetString());
        var others = await Task.WhenAll(posts);
        Assert.Contains(others, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.All(others, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable));
    }

    public sealed class NarrowHost : NotifyApp
    {
        protected override Roles Roles => Roles.Api;

        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Notify:Accepting:QueueLength"] = "1",
            ["Notify:Accepting:BatchSize"] = "1",
        };
    }
}
