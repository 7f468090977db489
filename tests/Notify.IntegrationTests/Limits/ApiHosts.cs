using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Server.Features.Limits;
using Notify.Server.Hosting;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Limits;

/// <summary>Two hosts that accept and do not send, on one database.</summary>
public sealed class ApiHosts : NotifyApp
{
    protected override Roles Roles => Roles.Api;

    public OtherHost Other { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Other = await StartAnotherAsync();

        // A machine that stands still for a second must not let everything pass where refusals are counted.
        foreach (var services in new[] { Services, Other.Services })
        {
            services.GetRequiredService<RateLimiter>().MaxWait = TimeSpan.FromSeconds(20);
        }
    }

    public override async Task DisposeAsync()
    {
        await Other.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <returns>Answers to the same POST, sent so often at once, to both hosts in turn.</returns>
    public async Task<List<Answer>> PostManyAsync(SendingService service, int times, string channel, object body, string? idempotencyKey = null) =>
        [.. await Task.WhenAll(Enumerable.Range(0, times).Select(i => PostAsync(service, channel, body, i % 2 == 0 ? Http : Other.Http, idempotencyKey)))];

    /// <param name="host">Null for the first one.</param>
    public static async Task<Answer> PostAsync(SendingService service, string channel, object body, HttpClient? host = null, string? idempotencyKey = null)
    {
        using var answer = await service.SendAsync(HttpMethod.Post, $"/v2/notifications/{channel}", JsonContent.Create(body), host, idempotencyKey);
        return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers);
    }

    public Task<long> StoredAsync(SendingService service) => ReadAsync<long>("select count(*) from notifications where service_id = $1", service.Service.Id);

    /// <returns>Today's counter, or -1 when there is none.</returns>
    public Task<int> CountAsync(SendingService service, string kind) => ReadAsync<int>(
        "select coalesce((select count from daily_counts where service_id = $1 and kind = $2 and day = (now() at time zone 'utc')::date), -1)", service.Service.Id, kind);
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string Body, System.Net.Http.Headers.HttpResponseHeaders Headers)
{
    /// <summary>Status, class and message of a refusal.</summary>
    public string Words
    {
        get
        {
            var error = JsonSerializer.Deserialize<JsonElement>(Body).GetProperty("errors")[0];
            return $"{Status} {error.GetProperty("error").GetString()} {error.GetProperty("message").GetString()}";
        }
    }

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
