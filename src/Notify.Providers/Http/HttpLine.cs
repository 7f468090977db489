using System.Net;

namespace Notify.Providers.Http;

/// <summary>The connections to one carrier: bounded, no redirects, no cookies, never a second try by itself.</summary>
/// <remarks>Retrying a send inside the client would send it twice. Connections are renewed, so that a change of the carrier's address is noticed.
/// There is a place for each connection, so that nobody waits inside the client, where none goes before another.</remarks>
internal sealed class HttpLine(int connections) : IDisposable
{
    public Places Places { get; } = new(connections);

    public HttpClient Client { get; } = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = connections,
            MaxResponseHeadersLength = 32,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => Client.Dispose();
}
