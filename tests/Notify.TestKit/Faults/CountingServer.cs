using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Notify.Core.Notifications;
using Notify.TestKit.Carriers;

namespace Notify.TestKit.Faults;

/// <summary>What a provider's server does with one message.</summary>
public enum ServerFault
{
    None,

    /// <summary>Refuses the recipient for good.</summary>
    Refuses,

    /// <summary>Says that it has no time now, and does not keep the message.</summary>
    IsBusy,

    /// <summary>Answers the message with bytes that are no answer, and does not keep it.</summary>
    AnswersRubbish,

    /// <summary>Resets the connection when the message is there, and does not keep it.</summary>
    Resets,

    /// <summary>Keeps the message and answers half a minute later.</summary>
    IsSlow,
}

/// <summary>A provider's server that counts how often each recipient's message came, and misbehaves as told.</summary>
public abstract class CountingServer(IPAddress? address) : IDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, int> _tries = new();
    private SocketServer? _server;
    private int _open;
    private int _connections;

    public int Port { get; } = Processes.NotifyProcess.FreePort();

    /// <summary>What it carries.</summary>
    public abstract Channel Channel { get; }

    /// <summary>Arrivals by recipient: messages that were taken, whether or not the client heard the answer.</summary>
    public ConcurrentDictionary<string, int> Arrivals { get; } = new();

    /// <summary>Recipients whose message a client has begun to hand over, whatever came of it.</summary>
    public IReadOnlyCollection<string> Begun => (IReadOnlyCollection<string>)_tries.Keys;

    /// <summary>Messages begun and not answered yet.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that stand.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What to do with a recipient's message, given how often it was tried before.</summary>
    public Func<string, int, ServerFault> Behaviour { get; set; } = (_, _) => ServerFault.None;

    /// <summary>Pause before each message is answered.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Settings of the hosts that send to it.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Settings { get; }

    /// <summary>The recipient of a number, as it stands in the database and is counted here.</summary>
    public abstract string Recipient(int number);

    /// <summary>The number of a recipient.</summary>
    public abstract int NumberOf(string recipient);

    /// <summary>Whether it was the recipient's first try, and one of so many.</summary>
    public bool IsFirstOfEvery(int many, string recipient, int tries) => tries == 0 && NumberOf(recipient) % many == 0;

    /// <param name="apiPort">Where receipts go, of carriers that make any.</param>
    public virtual CountingServer Start(int? apiPort = null)
    {
        Listen();
        return this;
    }

    /// <summary>Breaks every connection and is not there, until it is to listen again.</summary>
    public void GoAway() => _server?.Dispose();

    /// <summary>Is there.</summary>
    public void Listen() => _server = new SocketServer(
        async (socket, stop) =>
        {
            Interlocked.Increment(ref _connections);
            try
            {
                await TalkAsync(socket, stop);
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        },
        address,
        Port);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _server?.Dispose();
        }
    }

    /// <summary>Speaks the protocol on one connection, until the other side closes it.</summary>
    protected abstract Task TalkAsync(Socket socket, CancellationToken stop);

    /// <summary>A message begins to come.</summary>
    protected ServerFault Begin(string recipient) => Behaviour(recipient, _tries.AddOrUpdate(recipient, 0, (_, before) => before + 1));

    /// <summary>Counts a message as open while it comes and is answered.</summary>
    protected async Task WhileOpenAsync(Func<Task> talkAsync)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await talkAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Keeps a message that is there, and waits as long as it takes to answer it.</summary>
    protected async Task KeepAsync(string recipient, ServerFault fault, CancellationToken stop)
    {
        Arrivals.AddOrUpdate(recipient, 1, (_, before) => before + 1);
        await Task.Delay(fault == ServerFault.IsSlow ? Slowness : Delay, TimeProvider.System, stop);
    }

    /// <summary>Closes a connection with a reset.</summary>
    protected static void Reset(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
