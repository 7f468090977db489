using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Notify.TestKit.Dns;

/// <summary>A DNS server on a loopback port, over UDP, that knows some TXT records; of other names it says that they do not exist (RFC 1035).</summary>
public sealed class DnsListener : IAsyncDisposable
{
    private const int HeaderLength = 12;
    private const int MostInString = 255;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly IReadOnlyDictionary<string, string> _records;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="records">Texts by name.</param>
    public DnsListener(IReadOnlyDictionary<string, string> records)
    {
        _records = records;
        _running = AnswerAllAsync();
    }

    /// <summary>Address and port.</summary>
    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAllAsync()
    {
        while (true)
        {
            var question = await _socket.ReceiveAsync(_stop.Token);
            await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint, _stop.Token);
        }
    }

    private byte[] Answer(byte[] question)
    {
        var (labels, end) = (new List<string>(), HeaderLength);
        while (question[end] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(question, end + 1, question[end]));
            end += question[end] + 1;
        }

        end += 5;
        var isKnown = _records.TryGetValue(string.Join('.', labels), out var text);
        var data = new List<byte>();
        foreach (var part in (text ?? "").Chunk(MostInString))
        {
            data.Add((byte)part.Length);
            data.AddRange(Encoding.ASCII.GetBytes(part));
        }

        // The header with our answers to it, the question as it came, and one record that points back to its name.
        byte[] answer = [.. question.AsSpan(0, end)];
        (answer[2], answer[3]) = (0x85, (byte)(0x80 | (isKnown ? 0 : 3)));
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)(isKnown ? 1 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(8), 0);
        return isKnown ? [.. answer, 0xC0, HeaderLength, 0, 16, 0, 1, 0, 0, 0, 60, (byte)(data.Count >> 8), (byte)data.Count, .. data] : answer;
    }
}
