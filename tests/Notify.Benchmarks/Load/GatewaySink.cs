using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Notify.TestKit.Carriers;

namespace Notify.Benchmarks.Load;

/// <summary>A carrier of the style of the shipped example with JSON: takes every text, and reports each as delivered, signed. Over bare sockets, as <see cref="HttpLoad"/>.</summary>
internal sealed class GatewaySink : IDisposable
{
    private const string Secret = "shared-by-both";
    private const int Reporters = 32;

    private readonly SocketServer _server;
    private readonly Channel<string> _taken = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private long _count;

    private GatewaySink() => _server = new SocketServer((socket, _) => ServeAsync(socket));

    public int Port => _server.Port;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Monotonic time stamps of arrival, by number.</summary>
    public ConcurrentDictionary<string, long> Arrivals { get; } = new();

    /// <summary>Settings of the processes that send to it, or hear its receipts.</summary>
    public (string, string)[] Settings(string publicUrl) =>
    [
        ("Notify:Delivery:SmsProviders", "example-json"),
        ("Notify:Gateways:example-json:Enabled", "true"),
        ("Notify:Gateways:example-json:BaseUrl", $"http://127.0.0.1:{Port}"),
        ("Notify:Gateways:example-json:Secrets:token", "token"),
        ("Notify:Gateways:example-json:Secrets:receipts", Secret),
        ("Notify:PublicUrl", publicUrl),
        ("Notify:Delivery:InFlight", "32"),
        ("Notify:Delivery:BatchSize", "250"),
    ];

    /// <param name="apiPort">Where receipts go; null: none are made.</param>
    public static GatewaySink Start(int? apiPort)
    {
        var sink = new GatewaySink();
        for (var i = 0; apiPort is { } api && i < Reporters; i++)
        {
            _ = Task.Run(() => sink.ReportAsync(api));
        }

        return sink;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _server.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Socket socket)
    {
        var request = new byte[64 * 1024];
        while (await HttpWire.ReadAsync(socket, request) is { } body)
        {
            await socket.SendAsync(Take(request.AsMemory(body)));
        }
    }

    private byte[] Take(ReadOnlyMemory<byte> text)
    {
        using var body = JsonDocument.Parse(text);
        var reference = body.RootElement.GetProperty("client_reference").GetString()!;
        Arrivals[body.RootElement.GetProperty("to").GetString()!] = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _count);
        _taken.Writer.TryWrite(reference);
        var answer = $"{{\"id\":\"m-{reference}\",\"status\":\"queued\"}}";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\n\r\n{answer}");
    }

    private async Task ReportAsync(int api)
    {
        var answer = new byte[64 * 1024];
        Socket? socket = null;
        try
        {
            await foreach (var reference in _taken.Reader.ReadAllAsync(_stop.Token))
            {
                try
                {
                    if (socket is null)
                    {
                        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, api), _stop.Token);
                    }

                    await socket.SendAsync(Receipt(reference));
                    if (await HttpWire.ReadAsync(socket, answer) is not null && answer.AsSpan(9, 1).SequenceEqual("2"u8))
                    {
                        continue;
                    }
                }
                catch (SocketException)
                {
                    // Reported again, as a real carrier would.
                }

                socket?.Dispose();
                socket = null;
                _taken.Writer.TryWrite(reference);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private static byte[] Receipt(string reference)
    {
        var body = $"{{\"id\":\"m-{reference}\",\"client_reference\":\"{reference}\",\"status\":\"delivered\"}}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));
        return Encoding.ASCII.GetBytes(
            $"POST /receipts/example-json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Signature: sha256={signature}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
