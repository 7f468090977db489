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
            var head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                continue;
            }

            if (ContentLength(buffer.AsSpan(0, head)) is { } length)
            {
                if (read >= head + 4 + length)
                {
                    return (head + 4)..(head + 4 + length);
                }
            }
            else if (buffer.AsSpan(0, read).EndsWith("0\r\n\r\n"u8))
            {
                return read..read;
            }
        }
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
