using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Notify.TestKit.Processes;

namespace Notify.Benchmarks.Load;

/// <summary>A carrier of the style of the shipped example with JSON: takes every text, and reports each as delivered, signed.</summary>
internal sealed class GatewaySink : IAsyncDisposable
{
    private const string Secret = "shared-by-both";
    private const int Reporters = 16;

    private readonly WebApplication _app;
    private readonly Channel<string> _taken = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private long _count;

    private GatewaySink(WebApplication app, int port)
    {
        (_app, Port) = (app, port);
    }

    public int Port { get; }

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Monotonic time stamps of arrival, by number.</summary>
    public ConcurrentDictionary<string, long> Arrivals { get; } = new();

    /// <summary>Settings of the processes that send to it, or hear its receipts.</summary>
    public (string, string)[] Settings(string publicUrl) =>
    [
        ("Notify:Delivery:SmsProviders", "example-json"),
        ("Notify:Gateways:example-json:Enabled", "true"),
        ("Notify:Gateways:example-json:BaseUrl", $"http://127.0.0.1:{Port}"),
        ("Notify:Gateways:example-json:Secrets:token", "token"),
        ("Notify:Gateways:example-json:Secrets:receipts", Secret),
        ("Notify:PublicUrl", publicUrl),
        ("Notify:Delivery:InFlight", "32"),
        ("Notify:Delivery:BatchSize", "250"),
    ];

    /// <param name="apiPort">Where receipts go; null: none are made.</param>
    public static async Task<GatewaySink> StartAsync(int? apiPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = NotifyProcess.FreePort();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var sink = new GatewaySink(app, port);
        app.Run(sink.TakeAsync);
        await app.StartAsync();
        if (apiPort is { } api)
        {
            for (var i = 0; i < Reporters; i++)
            {
                _ = Task.Run(() => sink.ReportAsync(api));
            }
        }

        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var reference = body.RootElement.GetProperty("client_reference").GetString()!;
        Arrivals[body.RootElement.GetProperty("to").GetString()!] = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _count);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($"{{\"id\":\"m-{reference}\",\"status\":\"queued\"}}");
        _taken.Writer.TryWrite(reference);
    }

    private async Task ReportAsync(int api)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{api}") };
        try
        {
            await foreach (var reference in _taken.Reader.ReadAllAsync(_stop.Token))
            {
                var body = Encoding.UTF8.GetBytes($"{{\"id\":\"m-{reference}\",\"client_reference\":\"{reference}\",\"status\":\"delivered\"}}");
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new("application/json");
                content.Headers.Add("X-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
                if (!await IsTakenAsync(http, content))
                {
                    _taken.Writer.TryWrite(reference);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task<bool> IsTakenAsync(HttpClient http, HttpContent content)
    {
        try
        {
            using var answer = await http.PostAsync("/receipts/example-json", content, _stop.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // A real carrier would report it again.
            return false;
        }
    }
}
