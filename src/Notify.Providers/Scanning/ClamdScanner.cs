using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Notify.Providers.Scanning;

/// <summary>Asks ClamAV's daemon, over its own protocol (clamd(8), "COMMANDS"): one connection per file.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="timeout">For one scan, connecting included.</param>
/// <remarks>clamd's <c>StreamMaxLength</c> must hold the largest file (its default, 25 MB or more, does). Every file is sent whole and from
/// memory, so daemon and program need not share a disk.</remarks>
public sealed class ClamdScanner(ClamdAddress address, TimeSpan timeout, TimeProvider time) : IVirusScanner
{
    private const int ChunkLength = 64 * 1024;

    /// <summary>A longer answer is none of clamd's.</summary>
    private const int LongestReply = 4096;

    // The leading z: command and answer end with a zero byte.
    private static readonly byte[] InStream = "zINSTREAM\0"u8.ToArray();
    private static readonly byte[] Version = "zVERSION\0"u8.ToArray();

    /// <inheritdoc/>
    public async Task<ScanVerdict> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var (reply, fault) = await AskAsync((stream, ending) => SendAsync(stream, content, ending), cancellationToken);
        return reply is null ? new ScanVerdict.Unavailable(fault) : Read(reply);
    }

    /// <summary>Asks which version and signatures it has.</summary>
    /// <returns>Such as <c>ClamAV 1.4.3/27800/Mon Nov 23 2026</c>; or null, and why it did not say.</returns>
    public Task<(string? Reply, string Fault)> VersionAsync(CancellationToken cancellationToken) =>
        AskAsync((stream, ending) => stream.WriteAsync(Version, ending).AsTask(), cancellationToken);

    private async Task<(string? Reply, string Fault)> AskAsync(Func<NetworkStream, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await using var stream = new NetworkStream(await address.ConnectAsync(ending.Token), ownsSocket: true);
            var broken = "it hung up without an answer";
            try
            {
                await send(stream, ending.Token);
            }
            catch (IOException e)
            {
                // It may have said why before it hung up, as it does when a stream gets too long for it.
                broken = $"the connection broke ({e.Message})";
            }

            var reply = await ReplyAsync(stream, ending.Token);
            return reply.Length > 0 ? (reply, "") : (null, broken);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return (null, e.Message);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {timeout.TotalSeconds:0} seconds");
        }
    }

    private static async Task SendAsync(NetworkStream stream, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(InStream, cancellationToken);
        var length = new byte[4];
        for (var sent = 0; sent < content.Length; sent += ChunkLength)
        {
            var chunk = content.Slice(sent, Math.Min(ChunkLength, content.Length - sent));
            BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length);
            await stream.WriteAsync(length, cancellationToken);
            await stream.WriteAsync(chunk, cancellationToken);
        }

        BinaryPrimitives.WriteInt32BigEndian(length, 0);
        await stream.WriteAsync(length, cancellationToken);
    }

    private static async Task<string> ReplyAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestReply];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            var end = buffer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0)
            {
                return Encoding.UTF8.GetString(buffer, 0, length + end);
            }

            if (read == 0)
            {
                break;
            }

            length += read;
        }

        // Without its end an answer may be half of another.
        return "";
    }

    private static ScanVerdict Read(string reply)
    {
        const string Prefix = "stream: ";
        const string Found = " FOUND";
        if (reply == Prefix + "OK")
        {
            return new ScanVerdict.Clean();
        }

        return reply.StartsWith(Prefix, StringComparison.Ordinal) && reply.EndsWith(Found, StringComparison.Ordinal) && reply.Length > Prefix.Length + Found.Length
            ? new ScanVerdict.Infected(reply[Prefix.Length..^Found.Length])
            : new ScanVerdict.Unavailable($"it answered '{reply}'");
    }
}
