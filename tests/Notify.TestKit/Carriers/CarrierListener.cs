using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Notify.TestKit.Carriers;

/// <summary>A carrier's HTTP server on a loopback port. A call that it does not expect is answered 500 and fails the test that asks
/// <see cref="AssertNothingUnexpected"/>.</summary>
public sealed class CarrierListener : IAsyncDisposable
{
    private readonly ConcurrentQueue<CarrierCall> _calls = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private WebApplication? _app;
    private int _atOnce;
    private int _tooMany;

    /// <summary>Answers a call; null: it was not expected.</summary>
    public Func<CarrierCall, CarrierAnswer?> Answer { get; set; } = _ => null;

    /// <summary>Calls beyond this many at once are answered 429, without asking <see cref="Answer"/>.</summary>
    public int MostAtOnce { get; set; } = int.MaxValue;

    /// <summary>Calls that were.</summary>
    public int TooMany => _tooMany;

    public IReadOnlyCollection<CarrierCall> Calls => _calls;

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl => _app!.Urls.First();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
    }

    public void AssertNothingUnexpected() => Assert.Empty(_unexpected);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _atOnce) > MostAtOnce)
            {
                Interlocked.Increment(ref _tooMany);
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            await TakeAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var call = new CarrierCall(
            context.Request.Method,
            context.Request.Path.Value + context.Request.QueryString.Value,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        _calls.Enqueue(call);
        if (Answer(call) is not { } answer)
        {
            _unexpected.Enqueue($"{call.Method} {call.Target}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        if (answer.Wait > TimeSpan.Zero)
        {
            await Task.Delay(answer.Wait, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (answer.Breaks)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}

/// <param name="Target">Path and query.</param>
public sealed record CarrierCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body's fields when it is a form.</summary>
    public IReadOnlyDictionary<string, string> Form { get; } = Body
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .DistinctBy(pair => pair[0])
        .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);
}

public sealed record CarrierAnswer(int Status, string ContentType, string Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it thinks.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The connection breaks instead of an answer.</summary>
    public bool Breaks { get; init; }

    public static CarrierAnswer Json(int status, string body) => new(status, "application/json", body);
}
