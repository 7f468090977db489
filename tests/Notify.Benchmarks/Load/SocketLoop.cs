using System.Net.Sockets;

namespace Notify.Benchmarks.Load;

/// <summary>One side of a connection, served by a <see cref="SocketLoop"/>.</summary>
internal abstract class Conversation(Socket socket)
{
    public Socket Socket => socket;

    /// <summary>Whether it does not listen at present. One has to, or a listener.</summary>
    public virtual bool IsDeaf => false;

    /// <summary>Something has come, or the other side has closed. Called by the loop's thread alone.</summary>
    /// <returns>False at its end.</returns>
    public abstract bool Hear();

    /// <summary>The other side has broken it off.</summary>
    public virtual void Broke(SocketException why)
    {
    }
}

/// <summary>One thread for many connections. The sinks and the load share the processors with the server that is measured, and a loop over
/// whatever can be read costs a third of asynchronous sockets, which wake a thread for each message.</summary>
internal sealed class SocketLoop(List<Conversation> conversations)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    /// <summary>The least that poll(2) waits.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly List<Socket> _ready = [];
    private readonly Dictionary<Socket, Conversation> _bySocket = conversations.ToDictionary(one => one.Socket);

    /// <summary>Takes connections in, too.</summary>
    public Socket? Listener { get; init; }

    /// <summary>Makes the conversation over a connection that was taken in.</summary>
    public Func<Socket, Conversation>? Accept { get; init; }

    /// <summary>Called between two looks: sends what is due.</summary>
    /// <returns>When it wants to be called again, at the latest.</returns>
    public Func<TimeSpan>? Between { get; init; }

    public void Add(Conversation conversation) => _bySocket.Add(conversation.Socket, conversation);

    /// <summary>Until told otherwise, or until there is nobody left to listen to.</summary>
    public void Run(Func<bool> goesOn)
    {
        try
        {
            while (goesOn() && (_bySocket.Count > 0 || Listener is not null))
            {
                var pause = Between?.Invoke() ?? Longest;
                Look(pause > Longest ? Longest : pause < Shortest ? Shortest : pause);
            }
        }
        finally
        {
            foreach (var socket in _bySocket.Keys)
            {
                socket.Dispose();
            }

            Listener?.Dispose();
        }
    }

    private void Look(TimeSpan atMost)
    {
        _ready.Clear();
        if (Listener is not null)
        {
            _ready.Add(Listener);
        }

        foreach (var (socket, conversation) in _bySocket)
        {
            if (!conversation.IsDeaf)
            {
                _ready.Add(socket);
            }
        }

        Socket.Select(_ready, null, null, atMost);
        foreach (var socket in _ready)
        {
            if (socket == Listener)
            {
                TakeIn(socket);
            }
            else if (!Hear(_bySocket[socket]))
            {
                _bySocket.Remove(socket);
                socket.Dispose();
            }
        }
    }

    private void TakeIn(Socket listener)
    {
        try
        {
            var accepted = listener.Accept();
            accepted.NoDelay = true;
            Add(Accept!(accepted));
        }
        catch (SocketException)
        {
            // Gone again before it was greeted.
        }
    }

    private static bool Hear(Conversation conversation)
    {
        try
        {
            return conversation.Hear();
        }
        catch (SocketException e)
        {
            conversation.Broke(e);
            return false;
        }
    }
}
