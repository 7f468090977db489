using System.Net;
using System.Net.Sockets;

namespace Notify.Benchmarks.Load;

/// <summary>A server on a free port of the loopback address, on a thread of its own.</summary>
internal sealed class SinkLoop : IDisposable
{
    private readonly Task _running;
    private volatile bool _stops;

    /// <param name="accept">Makes the conversation over a connection.</param>
    /// <param name="between">As <see cref="SocketLoop.Between"/>.</param>
    public SinkLoop(Func<Socket, Conversation> accept, Func<TimeSpan>? between = null)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Loop = new SocketLoop([]) { Listener = listener, Accept = accept, Between = between };
        _running = Task.Factory.StartNew(() => Loop.Run(() => !_stops), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Port { get; }

    /// <summary>For its own thread alone.</summary>
    public SocketLoop Loop { get; }

    /// <summary>Ends the thread, and throws what ended it before, if anything did.</summary>
    public void Dispose()
    {
        _stops = true;
        _running.GetAwaiter().GetResult();
    }
}
