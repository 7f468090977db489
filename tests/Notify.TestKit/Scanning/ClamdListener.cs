using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Notify.TestKit.Scanning;

/// <summary>Speaks clamd's protocol on a loopback port: takes one stream a connection, keeps it, and answers as told.</summary>
public sealed class ClamdListener : IDisposable
{
    /// <summary>A file with this in it is answered as infected.</summary>
    public const string Virus = "NOTIFY-TEST-VIRUS";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<byte[]> _received = new();

    public ClamdListener()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Files scanned, in order.</summary>
    public IReadOnlyCollection<byte[]> Received => _received;

    /// <summary>The raw answer to every file, with or without its zero byte at the end; null: by what is in the file. Empty: hang up without one.</summary>
    public string? Answer { get; set; }

    /// <summary>Answer and hang up after so many bytes of a stream.</summary>
    public int StreamLimit { get; set; } = int.MaxValue;

    /// <summary>Read, and never answer.</summary>
    public bool IsSilent { get; set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var command = await CommandAsync(stream);
            var answer = command switch
            {
                "zINSTREAM" => await ScanAsync(stream),
                "zVERSION" => "ClamAV 1.4.3/27800/Mon Nov 23 2026\0",
                _ => "UNKNOWN COMMAND\0",
            };
            if (IsSilent)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer ?? answer));
        }
    }

    private async Task<string> ScanAsync(NetworkStream stream)
    {
        using var content = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, _stop.Token);
            var count = BinaryPrimitives.ReadInt32BigEndian(length);
            if (count == 0)
            {
                break;
            }

            var chunk = new byte[count];
            await stream.ReadExactlyAsync(chunk, _stop.Token);
            content.Write(chunk);
            if (content.Length > StreamLimit)
            {
                return "INSTREAM size limit exceeded. ERROR\0";
            }
        }

        var bytes = content.ToArray();
        _received.Enqueue(bytes);
        return bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Virus)) >= 0 ? "stream: Notify.Test-1 FOUND\0" : "stream: OK\0";
    }

    private async Task<string> CommandAsync(NetworkStream stream)
    {
        var command = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            if (one[0] == 0)
            {
                return command.ToString();
            }

            command.Append((char)one[0]);
        }
    }
}
