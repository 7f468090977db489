using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Notify.TestKit.Carriers;

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
    private readonly Stack<Reporter> _idle = new();
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
        while (_taken.Count > 0)
        {
            if (!_idle.TryPop(out var reporter))
            {
                if (_reporters == MostReporters || Connect() is not { } connected)
                {
                    return Patience;
                }

                reporter = new Reporter(this, connected);
                _loop.Loop.Add(reporter);
                _reporters++;
            }

            reporter.Send(_taken.Dequeue());
        }

        return Patience;
    }

    private Socket? Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, _apiPort!.Value));
            return socket;
        }
        catch (SocketException)
        {
            // Tried again, as a real carrier would.
            socket.Dispose();
            return null;
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
    private sealed class Session(GatewaySink sink, Socket socket) : Conversation(socket)
    {
        private readonly byte[] _request = new byte[64 * 1024];
        private int _read;

        public override bool Hear()
        {
            var count = Socket.Receive(_request, _read, _request.Length - _read, SocketFlags.None);
            _read += count;
            if (count > 0 && HttpWire.BodyOf(_request.AsSpan(0, _read)) is { } body)
            {
                _read = 0;
                Socket.Send(sink.Take(_request.AsMemory(body)));
            }

            return count > 0;
        }
    }

    /// <summary>Reports, one receipt after the other; what was not taken is reported again, as a real carrier would.</summary>
    private sealed class Reporter(GatewaySink sink, Socket socket) : Conversation(socket)
    {
        private readonly byte[] _answer = new byte[64 * 1024];
        private string? _reference;
        private int _read;

        public void Send(string reference)
        {
            (_reference, _read) = (reference, 0);
            try
            {
                Socket.Send(Receipt(reference));
            }
            catch (SocketException)
            {
                // Heard of as the end of the connection.
            }
        }

        public override bool Hear()
        {
            var count = Socket.Receive(_answer, _read, _answer.Length - _read, SocketFlags.None);
            _read += count;
            if (count > 0 && HttpWire.BodyOf(_answer.AsSpan(0, _read)) is null)
            {
                return true;
            }

            if (count == 0 || _answer[9] != '2')
            {
                GiveUp();
                return false;
            }

            _reference = null;
            sink._idle.Push(this);
            return true;
        }

        public override void Broke(SocketException why) => GiveUp();

        private void GiveUp()
        {
            sink._reporters--;
            if (_reference is not null)
            {
                sink._taken.Enqueue(_reference);
                return;
            }

            // The server has closed a connection that was not in use.
            var others = sink._idle.Where(one => one != this).ToList();
            sink._idle.Clear();
            others.ForEach(sink._idle.Push);
        }
    }
}
