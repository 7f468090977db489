using System.Net;
using System.Net.Sockets;

namespace Notify.TestKit.Carriers;

/// <summary>Accepts TCP connections and gives each to a function, until it is disposed.</summary>
public sealed class SocketServer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly Func<Socket, CancellationToken, Task> _serveAsync;

    /// <param name="serveAsync">Talks on a connection, which is closed when it ends. It may end with the faults of a connection that breaks.</param>
    /// <param name="address">Loopback when null.</param>
    /// <param name="port">0: a free one.</param>
    public SocketServer(Func<Socket, CancellationToken, Task> serveAsync, IPAddress? address = null, int port = 0)
    {
        _serveAsync = serveAsync;
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(stop);
                socket.NoDelay = true;
                _ = Task.Run(() => ServeAsync(socket, stop), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            // Whatever it waits for, it ends with the server.
            await using var end = stop.Register(socket.Dispose);
            using (socket)
            {
                await _serveAsync(socket, stop);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side was killed, or we are disposed.
        }
    }
}
