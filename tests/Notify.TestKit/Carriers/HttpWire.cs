using System.Globalization;
using System.Net.Sockets;

namespace Notify.TestKit.Carriers;

/// <summary>Reads HTTP/1.1 messages from a socket, one at a time: what comes next is only sent after an answer.</summary>
public static class HttpWire
{
    /// <returns>Where the body is in the buffer (empty for one in chunks, which is read and left out); null when the other side has closed.</returns>
    public static async ValueTask<Range?> ReadAsync(Socket socket, byte[] buffer)
    {
        var read = 0;
        ArgumentNullException.ThrowIfNull(socket);
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (count == 0)
            {
                return null;
            }

            read += count;
            if (BodyOf(buffer.AsSpan(0, read)) is { } body)
            {
                return body;
            }
        }
    }

    /// <param name="message">What has come so far.</param>
    /// <returns>Where the body is (empty for one in chunks); null while it is not whole.</returns>
    public static Range? BodyOf(ReadOnlySpan<byte> message)
    {
        var head = message.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        if (ContentLength(message[..head]) is { } length)
        {
            return message.Length >= head + 4 + length ? (head + 4)..(head + 4 + length) : null;
        }

        return message.EndsWith("0\r\n\r\n"u8) ? message.Length..message.Length : null;
    }

    /// <returns>Null for a body in chunks.</returns>
    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return null;
        }

        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
