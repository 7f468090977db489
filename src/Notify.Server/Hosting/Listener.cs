using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Notify.Server.Hosting;

/// <summary>How the process listens.</summary>
internal static class Listener
{
    /// <summary>Largest body of a request in bytes. Files by e-mail travel in base64 inside it.</summary>
    public const int MaxBodySize = 20 * 1024 * 1024;

    /// <summary>A larger body than <see cref="MaxBodySize"/> is read to its end and refused; beyond this the connection is closed.</summary>
    private const int MostRead = 4 * MaxBodySize;

    public static void AddListener(this WebApplicationBuilder builder, ServerSettings settings)
    {
        if (settings.Url is { } url)
        {
            builder.WebHost.UseUrls(url);
        }
        else if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null)
        {
            builder.WebHost.UseUrls(ServerSettings.DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            // Some programs put a name with an accent into a header of theirs, which is no reason to refuse the request.
            options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            options.Limits.MaxRequestBodySize = MostRead;

            options.Limits.MaxRequestLineSize = HeaderLimits.MostLineRead;
            options.Limits.MaxRequestHeadersTotalSize = HeaderLimits.MostBytesRead;
            options.Limits.MaxRequestHeaderCount = HeaderLimits.MostHeadersRead;

            // Who sends a byte now and then holds a connection no longer than this.
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });

        // What is in flight when a stop is asked for is finished.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    /// <summary>Makes sure of the port before anything else is started.</summary>
    /// <param name="port">Null when none was asked for.</param>
    /// <exception cref="RefusedException">Another program listens on it.</exception>
    public static void DemandFree(int? port)
    {
        if (port is { } number && !IsFree(number))
        {
            throw new RefusedException($"Port {number} is taken: stop the program that uses it, or choose another with --port");
        }
    }

    /// <returns>The port asked for, or the first free one from it on.</returns>
    public static int FirstFreePort(int from)
    {
        for (var port = from; port < from + 100; port++)
        {
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new RefusedException($"No port from {from} to {from + 99} is free: name one with --port");
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
