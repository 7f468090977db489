using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Notify.TestKit.Faults;

/// <summary>What a mail server does with one message.</summary>
public enum MailServerFault
{
    None,

    /// <summary>Refuses the recipient for good.</summary>
    Refuses,

    /// <summary>Answers the message with bytes that are no answer, and does not keep it.</summary>
    AnswersRubbish,

    /// <summary>Resets the connection when the message is there, and does not keep it.</summary>
    Resets,

    /// <summary>Keeps the message and answers half a minute later.</summary>
    IsSlow,
}

/// <summary>A mail server (RFC 5321, with PIPELINING) that counts how often each recipient's message came, and misbehaves as told.</summary>
public sealed class CountingMailServer(IPAddress? address = null) : IDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _tries = new();
    private TcpListener? _listener;
    private int _open;
    private int _connections;

    public int Port { get; } = Processes.NotifyProcess.FreePort();

    /// <summary>Arrivals by recipient: messages that were taken, whether or not the client heard the answer.</summary>
    public ConcurrentDictionary<string, int> Arrivals { get; } = new();

    /// <summary>Recipients whose message a client has begun to hand over, whatever came of it.</summary>
    public IReadOnlyCollection<string> Begun => (IReadOnlyCollection<string>)_tries.Keys;

    /// <summary>Messages begun and not answered yet.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that stand.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What to do with a recipient's message, given how often it was tried before.</summary>
    public Func<string, int, MailServerFault> Behaviour { get; set; } = (_, _) => MailServerFault.None;

    /// <summary>Pause before each message is answered.</summary>
    public TimeSpan Delay { get; set; }

    public CountingMailServer Start()
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, Port);
        _listener.Start(512);
        _ = AcceptAsync(_listener);
        return this;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(() => TalkAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        var begun = false;
        try
        {
            using (socket)
            {
                socket.NoDelay = true;
                var stream = new NetworkStream(socket);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                var (recipient, fault) = ("", MailServerFault.None);
                await SayAsync("220 sink\r\n");
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    if (line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase))
                    {
                        await SayAsync("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
                    }
                    else if (line.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
                    {
                        recipient = line[9..line.IndexOf('>', StringComparison.Ordinal)];
                        fault = Behaviour(recipient, _tries.AddOrUpdate(recipient, 0, (_, before) => before + 1));
                        await SayAsync(fault == MailServerFault.Refuses ? "550 5.1.1 no such mailbox\r\n" : "250 2.1.5 fine\r\n");
                    }
                    else if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                    {
                        Interlocked.Increment(ref _open);
                        begun = true;
                        await SayAsync("354 go on\r\n");
                        var ended = false;
                        while (!ended && await reader.ReadLineAsync(_stop.Token) is { } part)
                        {
                            ended = part == ".";
                        }

                        if (!ended || !await TakeAsync(recipient, fault))
                        {
                            return;
                        }

                        Interlocked.Decrement(ref _open);
                        begun = false;
                    }
                    else if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
                    {
                        await SayAsync("221 bye\r\n");
                        return;
                    }
                    else
                    {
                        await SayAsync("250 2.0.0 fine\r\n");
                    }
                }

                async Task SayAsync(string words) => await stream.WriteAsync(Encoding.ASCII.GetBytes(words));

                async Task<bool> TakeAsync(string to, MailServerFault how)
                {
                    switch (how)
                    {
                        case MailServerFault.AnswersRubbish:
                            await SayAsync("\u0001\u0002 <html>502 Bad Gateway</html>\r\n");
                            return true;
                        case MailServerFault.Resets:
                            socket.LingerState = new LingerOption(true, 0);
                            return false;
                        default:
                            Arrivals.AddOrUpdate(to, 1, (_, before) => before + 1);
                            await Task.Delay(how == MailServerFault.IsSlow ? Slowness : Delay, TimeProvider.System, _stop.Token);
                            await SayAsync("250 2.0.0 taken\r\n");
                            return true;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side was killed, or we are disposed.
        }
        finally
        {
            if (begun)
            {
                Interlocked.Decrement(ref _open);
            }

            Interlocked.Decrement(ref _connections);
        }
    }
}
