using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Notify.TestKit.Carriers;

namespace Notify.Benchmarks.Load;

/// <summary>A mail server that announces what a usual one does, takes everything and keeps nothing but when each recipient's message came.</summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly SocketServer _server;
    private readonly TimeSpan _delay;
    private long _count;

    /// <param name="delay">Between the end of a message and the answer to it.</param>
    public SmtpSink(TimeSpan delay)
    {
        _delay = delay;
        _server = new SocketServer((socket, _) => TalkAsync(socket));
    }

    public int Port => _server.Port;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Monotonic time stamps of arrival, by recipient.</summary>
    public ConcurrentDictionary<string, long> Arrivals { get; } = new();

    public void Dispose() => _server.Dispose();

    private async Task TalkAsync(Socket socket)
    {
        var buffer = new byte[256 * 1024];
        var (have, inData, chunk, isLast, recipient) = (0, false, -1, false, "");
        var answers = new List<byte>();
        await socket.SendAsync("220 sink\r\n"u8.ToArray());
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have));
            if (read == 0)
            {
                return;
            }

            have += read;
            var used = 0;
            while (true)
            {
                var rest = buffer.AsSpan(used, have - used);
                if (chunk >= 0)
                {
                    if (rest.Length < chunk)
                    {
                        break;
                    }

                    used += chunk;
                    chunk = -1;
                    if (isLast)
                    {
                        await TakeAsync(recipient);
                    }

                    answers.AddRange("250 2.0.0 taken\r\n"u8);
                    continue;
                }

                if (inData)
                {
                    var end = rest.IndexOf("\r\n.\r\n"u8);
                    if (end < 0)
                    {
                        break;
                    }

                    used += end + 5;
                    inData = false;
                    await TakeAsync(recipient);
                    answers.AddRange("250 2.0.0 taken\r\n"u8);
                    continue;
                }

                var line = rest.IndexOf("\r\n"u8);
                if (line < 0)
                {
                    break;
                }

                var command = Encoding.ASCII.GetString(rest[..line]);
                used += line + 2;
                if (command.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase))
                {
                    answers.AddRange("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n250 SIZE 10485760\r\n"u8);
                }
                else if (command.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    inData = true;
                    answers.AddRange("354 go on\r\n"u8);
                }
                else if (command.StartsWith("BDAT", StringComparison.OrdinalIgnoreCase))
                {
                    var words = command.Split(' ');
                    chunk = int.Parse(words[1], CultureInfo.InvariantCulture);
                    isLast = words.Length > 2;
                }
                else if (command.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
                {
                    await socket.SendAsync("221 bye\r\n"u8.ToArray());
                    return;
                }
                else
                {
                    if (command.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
                    {
                        recipient = command[9..command.IndexOf('>', StringComparison.Ordinal)];
                    }

                    answers.AddRange("250 2.1.0 fine\r\n"u8);
                }
            }

            buffer.AsSpan(used, have - used).CopyTo(buffer);
            have -= used;
            if (answers.Count > 0)
            {
                var bytes = answers.ToArray();
                answers.Clear();
                await socket.SendAsync(bytes);
            }
        }
    }

    private async Task TakeAsync(string recipient)
    {
        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay);
        }

        Interlocked.Increment(ref _count);
        Arrivals[recipient] = Stopwatch.GetTimestamp();
    }
}
