using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Notify.Benchmarks.Load;

/// <summary>A carrier of the style of the shipped example with JSON: takes every text, and reports each as delivered, signed. Over bare sockets, as <see cref="HttpLoad"/>.</summary>
internal sealed class GatewaySink : IDisposable
{
    private const int MostReporters = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] Secret = "shared-by-both"u8.ToArray();

    private readonly SinkLoop _loop;
    private readonly int? _apiPort;
    private readonly Queue<string> _taken = new();
    private readonly List<Reporter> _idle = [];
    private int _reporters;
    private long _count;

    private GatewaySink(int? apiPort)
    {
        _apiPort = apiPort;
        _loop = new SinkLoop(socket => new Session(this, socket), Report);
    }

    public int Port => _loop.Port;

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
        ("Notify:Gateways:example-json:Secrets:receipts", Encoding.ASCII.GetString(Secret)),
        ("Notify:PublicUrl", publicUrl),
        ("Notify:Delivery:InFlight", "32"),
        ("Notify:Delivery:BatchSize", "250"),
    ];

    /// <param name="apiPort">Where receipts go; null: none are made.</param>
    public static GatewaySink Start(int? apiPort) => new(apiPort);

    public void Dispose() => _loop.Dispose();

    /// <summary>Hands receipts to those who have nothing to wait for, on more connections while there are fewer than wanted.</summary>
    private TimeSpan Report()
    {
        while (_taken.Count > 0 && (_idle.Count > 0 || TryConnect()))
        {
            var reporter = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            reporter.Send(_taken.Dequeue());
        }

        return Patience;
    }

    private bool TryConnect()
    {
        if (_reporters == MostReporters)
        {
            return false;
        }

        try
        {
            var reporter = new Reporter(this, HttpConversation.Connect(_apiPort!.Value));
            _loop.Loop.Add(reporter);
            _idle.Add(reporter);
            _reporters++;
            return true;
        }
        catch (SocketException)
        {
            // Tried again, as a real carrier would.
            return false;
        }
    }

    private byte[] Take(ReadOnlyMemory<byte> text)
    {
        using var body = JsonDocument.Parse(text);
        var reference = body.RootElement.GetProperty("client_reference").GetString()!;
        Arrivals[body.RootElement.GetProperty("to").GetString()!] = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _count);
        if (_apiPort is not null)
        {
            _taken.Enqueue(reference);
        }

        var answer = $"{{\"id\":\"m-{reference}\",\"status\":\"queued\"}}";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\n\r\n{answer}");
    }

    private static byte[] Receipt(string reference)
    {
        var body = $"{{\"id\":\"m-{reference}\",\"client_reference\":\"{reference}\",\"status\":\"delivered\"}}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(body)));
        return Encoding.ASCII.GetBytes(
            $"POST /receipts/example-json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Signature: sha256={signature}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Takes texts.</summary>
    private sealed class Session(GatewaySink sink, Socket socket) : HttpConversation(socket)
    {
        protected override bool Heard(ReadOnlyMemory<byte> body)
        {
            Socket.Send(sink.Take(body));
            return true;
        }
    }

    /// <summary>Reports, one receipt after the other; what was not taken is reported again, as a real carrier would.</summary>
    private sealed class Reporter(GatewaySink sink, Socket socket) : HttpConversation(socket)
    {
        private string? _reference;

        public void Send(string reference)
        {
            _reference = reference;
            try
            {
                Socket.Send(Receipt(reference));
            }
            catch (SocketException)
            {
                // Heard of as the end of the connection.
            }
        }

        protected override bool Heard(ReadOnlyMemory<byte> body)
        {
            if (Message.Span[9] != '2')
            {
                Ended("refused");
                return false;
            }

            _reference = null;
            sink._idle.Add(this);
            return true;
        }

        protected override void Ended(string why)
        {
            sink._reporters--;
            sink._idle.Remove(this);
            if (_reference is not null)
            {
                sink._taken.Enqueue(_reference);
            }
        }
    }
}
