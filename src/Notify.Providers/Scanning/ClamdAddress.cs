using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Notify.Providers.Scanning;

/// <summary>Where ClamAV's <c>clamd</c> listens: <c>tcp://host:port</c> or <c>unix:/path</c>.</summary>
public sealed record ClamdAddress
{
    /// <summary>clamd's usual TCP port.</summary>
    public const int UsualPort = 3310;

    private readonly EndPoint _endPoint;

    private ClamdAddress(EndPoint endPoint, string text)
    {
        _endPoint = endPoint;
        Text = text;
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out ClamdAddress? address)
    {
        address = null;
        if (text?.StartsWith("unix:/", StringComparison.Ordinal) == true)
        {
            // An address with a host, unix://host/path, is somebody's mistake: a path begins with one slash, or three after the colon.
            var path = text["unix:".Length..];
            path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;
            address = path.StartsWith("//", StringComparison.Ordinal) || path.Length is 1 or > 100 ? null : new(new UnixDomainSocketEndPoint(path), text);
        }
        else if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "tcp", IsDefaultPort: var noPort, PathAndQuery: "" or "/", UserInfo: "", Host.Length: > 0 })
        {
            address = new(new DnsEndPoint(uri.IdnHost, noPort ? UsualPort : uri.Port), text!);
        }

        return address is not null;
    }

    /// <summary>An open connection; the caller closes it.</summary>
    internal async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = _endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_endPoint, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => Text;
}
