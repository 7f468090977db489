using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Notify.Server.Hosting;

namespace Notify.TestKit.Server;

/// <summary>A further host of an installation, in the same process.</summary>
public sealed class OtherHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    internal OtherHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<PublicUrl>().Base) };
    }

    public IServiceProvider Services => _app.Services;

    public HttpClient Http { get; }

    /// <summary>Stops it in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
