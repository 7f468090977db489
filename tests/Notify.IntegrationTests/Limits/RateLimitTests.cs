using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Data;
using Notify.Data.Limits;
using Notify.Server.Features.Limits;

namespace Notify.IntegrationTests.Limits;

public sealed class RateLimitTests : IClassFixture<ApiHosts>
{
    private readonly ApiHosts _hosts;

    public RateLimitTests(ApiHosts hosts)
    {
        _hosts = hosts;

        // Where the database does not answer within a second, requests pass: a busy machine would change what is counted here.
        First.MaxWait = Second.MaxWait = TimeSpan.FromSeconds(30);
    }

    private RateLimiter First => _hosts.Services.GetRequiredService<RateLimiter>();

    private RateLimiter Second => _hosts.Other.Services.GetRequiredService<RateLimiter>();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(10, 4)]
    [InlineData(30, 10)]
    public async Task From_rest_two_hosts_let_a_third_of_a_small_limit_pass(int limit, int passes)
    {
        var service = ServiceOf(limit);

        var answers = await TakeAsync(service, 40);

        Assert.Equal(passes, answers.Count(answer => answer is null));
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(6000)]
    public async Task From_rest_two_hosts_let_999_pass_at_large_limits_and_no_more_than_is_refilled_meanwhile(int limit)
    {
        var service = ServiceOf(limit);
        var began = TimeProvider.System.GetTimestamp();
        var passed = 0;

        // In waves, so that hosts learn that the service sends steadily and take blocks.
        for (var wave = 0; wave < 100; wave++)
        {
            passed += (await TakeAsync(service, 24)).Count(answer => answer is null);
        }

        var refilled = TimeProvider.System.GetElapsedTime(began).TotalSeconds * limit / 60;
        Assert.InRange(passed, 999, 999 + (int)Math.Ceiling(refilled));
        Assert.True(passed < 2400, "The limit was never reached");
    }

    [Fact]
    public async Task Far_from_the_limit_most_requests_ask_nothing_of_the_database()
    {
        var service = ServiceOf(60_000);
        for (var i = 0; i < 200; i++)
        {
            Assert.Null(await First.TakeAsync(service, KeyType.Normal, CancellationToken.None));
        }

        var free = 0;
        for (var i = 0; i < 200; i++)
        {
            var take = First.TakeAsync(service, KeyType.Normal, CancellationToken.None);
            free += take.IsCompleted ? 1 : 0;
            Assert.Null(await take);
        }

        Assert.True(free > 150, $"{free} of 200 waited for nothing");
    }

    [Fact]
    public async Task Refused_requests_cost_nothing()
    {
        var service = ServiceOf(6);
        Assert.Equal(2, (await TakeAsync(service, 100)).Count(answer => answer is null));
        await _hosts.RunAsync("update request_tokens set refilled_at = refilled_at - interval '10 seconds' where service_id = $1", service.Id);

        // A host whose memory holds no refusal.
        await using var another = await _hosts.StartAnotherAsync();
        var limiter = another.Services.GetRequiredService<RateLimiter>();
        limiter.MaxWait = TimeSpan.FromSeconds(30);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => limiter.TakeAsync(service, KeyType.Normal, CancellationToken.None).AsTask()));

        Assert.Equal(1, answers.Count(answer => answer is null));
    }

    [Fact]
    public async Task Kinds_of_key_have_buckets_of_their_own()
    {
        var service = ServiceOf(1);

        var passed = new List<int>();
        foreach (var keyType in Enum.GetValues<KeyType>())
        {
            passed.Add((await TakeAsync(service, 10, keyType)).Count(answer => answer is null));
        }

        Assert.Equal([1, 1, 1, 1], passed);
    }

    [Fact]
    public async Task Changed_limit_takes_effect_at_once_even_where_tokens_are_held()
    {
        var service = ServiceOf(60_000);
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(await First.TakeAsync(service, KeyType.Normal, CancellationToken.None));
        }

        var stopped = service with { Limits = new() { RatePerMinute = 0 } };

        Assert.NotNull(await First.TakeAsync(stopped, KeyType.Normal, CancellationToken.None));
    }

    [Fact]
    public async Task Bucket_survives_a_restart()
    {
        var service = ServiceOf(3);
        Assert.Null(await First.TakeAsync(service, KeyType.Normal, CancellationToken.None));
        await using var restarted = await _hosts.StartAnotherAsync();

        Assert.NotNull(await restarted.Services.GetRequiredService<RateLimiter>().TakeAsync(service, KeyType.Normal, CancellationToken.None));
    }

    [Fact]
    public async Task Bucket_that_was_removed_is_made_anew()
    {
        var service = ServiceOf(4);
        Assert.Null(await First.TakeAsync(service, KeyType.Normal, CancellationToken.None));
        await _hosts.RunAsync("delete from request_tokens where service_id = $1", service.Id);

        Assert.Null(await First.TakeAsync(service, KeyType.Normal, CancellationToken.None));
    }

    [Fact]
    public async Task Block_of_a_host_that_died_is_waited_for_and_then_lost()
    {
        var service = ServiceOf(60);
        await _hosts.RunAsync(
            """
            insert into request_tokens (service_id, key_type, tokens, refilled_at, reserved, reserved_until, generation)
            values ($1, 'normal', 1, clock_timestamp(), 10, clock_timestamp() + interval '250 milliseconds', 1)
            """,
            service.Id);

        Assert.NotNull(await First.TakeAsync(service, KeyType.Normal, CancellationToken.None));
        Assert.Equal(0, await _hosts.ReadAsync<int>("select reserved from request_tokens where service_id = $1", service.Id));
    }

    [Fact]
    public async Task Requests_pass_where_the_database_is_away()
    {
        await using var nowhere = new HotDatabase("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        using var limiter = new RateLimiter(new RequestTokenStore(nowhere), TimeProvider.System, NullLogger<RateLimiter>.Instance);
        await limiter.StartAsync(CancellationToken.None);

        Assert.Null(await limiter.TakeAsync(ServiceOf(1), KeyType.Normal, CancellationToken.None));
        Assert.Null(await limiter.TakeAsync(ServiceOf(0), KeyType.Normal, CancellationToken.None));

        await limiter.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Refusal_is_answered_before_the_body_with_the_figures_in_its_header()
    {
        var service = await _hosts.ServiceAsync(keyType: KeyType.Test, limits: new() { RatePerMinute = 1 });
        Assert.Equal(400, (await ApiHosts.PostAsync(service, "email", new { })).Status);

        var answer = await ApiHosts.PostAsync(service, "sms", new { }, _hosts.Other.Http);

        Assert.Equal("429 RateLimitError Exceeded rate limit for key type TEST of 1 requests per 60 seconds", answer.Words);
        var seconds = (int)answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.InRange(seconds, 50, 60);
        Assert.Equal("\"test-requests\";q=1;w=60", answer.Header("RateLimit-Policy"));
        Assert.Equal($"\"test-requests\";r=0;t={seconds}", answer.Header("RateLimit"));
    }

    private static Service ServiceOf(int limit) => new() { Id = Ids.NewRandom(), Name = "Service", Limits = new() { RatePerMinute = limit } };

    /// <summary>So many at once, on both hosts in turn.</summary>
    private async Task<NotifyError?[]> TakeAsync(Service service, int times, KeyType keyType = KeyType.Normal) => await Task.WhenAll(
        Enumerable.Range(0, times).Select(i => (i % 2 == 0 ? First : Second).TakeAsync(service, keyType, CancellationToken.None).AsTask()));
}
