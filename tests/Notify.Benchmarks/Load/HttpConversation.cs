using System.Net;
using System.Net.Sockets;
using Notify.TestKit.Carriers;

namespace Notify.Benchmarks.Load;

/// <summary>One side of an HTTP/1.1 connection on which one message is read at a time.</summary>
internal abstract class HttpConversation(Socket socket) : Conversation(socket)
{
    private readonly byte[] _message = new byte[64 * 1024];
    private int _read;

    /// <summary>What has come of the present message.</summary>
    protected ReadOnlyMemory<byte> Message => _message.AsMemory(0, _read);

    public sealed override bool Hear()
    {
        var count = Socket.Receive(_message, _read, _message.Length - _read, SocketFlags.None);
        if (count == 0)
        {
            Ended("the connection was closed");
            return false;
        }

        _read += count;
        if (HttpWire.BodyOf(Message.Span) is not { } body)
        {
            return true;
        }

        var goesOn = Heard(Message[body]);
        _read = 0;
        return goesOn;
    }

    public sealed override void Broke(SocketException why) => Ended(why.Message);

    /// <summary>A connection to a port of the loopback address.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A message is whole.</summary>
    /// <returns>False at the end of the conversation.</returns>
    protected abstract bool Heard(ReadOnlyMemory<byte> body);

    /// <summary>The other side has closed the connection, or broken it.</summary>
    protected virtual void Ended(string why)
    {
    }
}
