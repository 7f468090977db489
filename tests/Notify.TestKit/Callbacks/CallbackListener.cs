using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Notify.TestKit.Callbacks;

/// <summary>A service's own program that is told things: a real HTTP server on a loopback port.</summary>
public sealed class CallbackListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedCallback> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private CallbackListener(WebApplication app) => _app = app;

    /// <summary>Answers a request; 200 unless set.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public string Url => _app.Urls.Single() + "/told";

    public IReadOnlyList<ReceivedCallback> Received => [.. _received];

    public static async Task<CallbackListener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var listener = new CallbackListener(app);
        app.Run(listener.HandleAsync);
        await app.StartAsync();
        return listener;
    }

    /// <summary>Waits for so many requests, counted from the first, for at most 30 seconds.</summary>
    public async Task<IReadOnlyList<ReceivedCallback>> WaitAsync(int count = 1)
    {
        while (_received.Count < count)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30)), $"{_received.Count} of {count} callbacks came");
        }

        return Received;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(new ReceivedCallback(
            context.Request.Method,
            context.Request.Path,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            TimeProvider.System.GetUtcNow()));
        _arrived.Release();
        await Answer(context);
    }
}

/// <summary>One request as it came.</summary>
public sealed record ReceivedCallback(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
}
