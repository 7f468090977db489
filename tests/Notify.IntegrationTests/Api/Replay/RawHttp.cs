using System.Net.Sockets;
using System.Text;

namespace Notify.IntegrationTests.Api.Replay;

/// <summary>One request and answer on a connection of its own, written byte by byte: HTTP libraries tidy paths and headers that tests are about.</summary>
internal static class RawHttp
{
    public static async Task<RawAnswer> SendAsync(
        Uri server, string method, string target, IEnumerable<KeyValuePair<string, string>> headers, byte[]? body, CancellationToken cancellationToken = default)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (body is not null || method is "POST" or "PUT" or "PATCH")
        {
            head.Append("Content-Length: ").Append(body?.Length ?? 0).Append("\r\n");
        }

        return await SendAsync(server, [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body ?? []], method == "HEAD", cancellationToken);
    }

    /// <param name="bytes">The whole request; it must ask for the connection to be closed.</param>
    public static async Task<RawAnswer> SendAsync(Uri server, byte[] bytes, bool isHead, CancellationToken cancellationToken = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        await using var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException)
        {
            // The server has answered before it read all, which the answer tells.
        }

        try
        {
            await stream.CopyToAsync(answer, cancellationToken);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // It closed on what it did not read.
        }

        return Parse(answer.ToArray(), isHead);
    }

    private static RawAnswer Parse(byte[] bytes, bool isHead)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            throw new InvalidDataException($"No answer but {bytes.Length} bytes");
        }

        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var body = bytes[(end + 4)..];
        return new RawAnswer(
            int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture),
            headers,
            isHead ? [] : headers.GetValueOrDefault("Transfer-Encoding") == "chunked" ? Joined(body) : body);
    }

    private static byte[] Joined(byte[] chunked)
    {
        var body = new List<byte>();
        var rest = chunked.AsSpan();
        while (rest.IndexOf("\r\n"u8) is > 0 and var end)
        {
            var length = Convert.ToInt32(Encoding.ASCII.GetString(rest[..end]), 16);
            body.AddRange(rest.Slice(end + 2, length));
            rest = rest[(end + 4 + length)..];
        }

        return [.. body];
    }
}

internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
