using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Notify.TestKit.Smtp;

/// <summary>A small mail server in clear on a loopback port that keeps every byte as it came, packet by packet.</summary>
public sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string[] _capabilities;
    private readonly Task _running;

    /// <param name="capabilities">Said in answer to EHLO, such as <c>PIPELINING</c>.</param>
    public WireServer(params string[] capabilities)
    {
        _capabilities = capabilities;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What came in one read, commands and messages, in order; each byte is one character.</summary>
    public ConcurrentQueue<string> Packets { get; } = new();

    /// <summary>Lines of commands, without their ends.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Messages as they came between DATA and the full stop, dots still doubled.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(conversations).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            await SayAsync(stream, "220 wire.test ESMTP");
            var (waiting, inMessage) = ("", false);
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, _stop.Token)) > 0)
            {
                var packet = Encoding.Latin1.GetString(buffer, 0, read);
                Packets.Enqueue(packet);
                waiting += packet;
                while (true)
                {
                    var end = inMessage ? waiting.IndexOf("\r\n.\r\n", StringComparison.Ordinal) : waiting.IndexOf("\r\n", StringComparison.Ordinal);
                    if (end < 0)
                    {
                        break;
                    }

                    var text = waiting[..end];
                    waiting = waiting[(end + (inMessage ? 5 : 2))..];
                    if (inMessage)
                    {
                        Messages.Enqueue(text);
                        await SayAsync(stream, "250 2.0.0 queued");
                        inMessage = false;
                        continue;
                    }

                    Commands.Enqueue(text);
                    inMessage = text == "DATA";
                    await SayAsync(stream, Answer(text));
                    if (text == "QUIT")
                    {
                        return;
                    }
                }
            }
        }
    }

    private string Answer(string command) => command.Split(' ')[0].ToUpperInvariant() switch
    {
        "EHLO" => string.Join("\r\n", _capabilities.Prepend("wire.test").Select((line, i) => $"250{(i == _capabilities.Length ? ' ' : '-')}{line}")),
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 2.0.0 ok",
    };

    private async Task SayAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _stop.Token);
}
