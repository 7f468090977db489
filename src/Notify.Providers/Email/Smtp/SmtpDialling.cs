using System.Net;
using System.Net.Sockets;

namespace Notify.Providers.Email.Smtp;

/// <summary>Connects to a host that may have several addresses, some of which lead nowhere (RFC 8305, "Happy Eyeballs").</summary>
internal static class SmtpDialling
{
    /// <summary>How long an address is tried alone before the next one is tried beside it (RFC 8305 section 5).</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects to a host by name or address. The caller sets the time-out, which covers all addresses and the look-up.</summary>
    /// <exception cref="SocketException">The host is unknown, or none of its addresses answers.</exception>
    public static async Task<Socket> DialAsync(string host, int port, TimeProvider time, CancellationToken cancellationToken) =>
        await FirstAsync(
            IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken),
            (found, giveUp) => ConnectAsync(found, port, giveUp),
            time,
            cancellationToken);

    /// <summary>Tries addresses one after the other, without waiting for one to fail, and takes the first connection that stands.</summary>
    /// <param name="addresses">In the order preferred by the machine.</param>
    /// <param name="connectAsync">Connects to one of them.</param>
    /// <returns>The connection; others that came to stand are closed.</returns>
    public static async Task<T> FirstAsync<T>(
        IReadOnlyList<IPAddress> addresses, Func<IPAddress, CancellationToken, Task<T>> connectAsync, TimeProvider time, CancellationToken cancellationToken)
        where T : IDisposable
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new Queue<IPAddress>(InTurns(addresses));
        var dials = new List<Task<T>>();
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        try
        {
            while (waiting.Count > 0 || dials.Count > 0)
            {
                if (waiting.TryDequeue(out var address))
                {
                    dials.Add(connectAsync(address, giveUp.Token));
                }

                var headStart = waiting.Count > 0 ? Task.Delay(HeadStart, time, giveUp.Token) : Task.Delay(Timeout.Infinite, giveUp.Token);
                while (dials.Count > 0 && await Task.WhenAny([.. dials, headStart]) is Task<T> ended)
                {
                    dials.Remove(ended);
                    if (ended.IsCompletedSuccessfully)
                    {
                        return await ended;
                    }

                    failure = ended.Exception?.InnerException ?? new OperationCanceledException(cancellationToken);
                    if (waiting.Count > 0)
                    {
                        break;
                    }
                }

                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await giveUp.CancelAsync();
            foreach (var late in dials)
            {
                _ = late.ContinueWith(static one => (one.IsCompletedSuccessfully ? one.Result : default)?.Dispose(), TaskScheduler.Default);
            }
        }

        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        throw failure;
    }

    /// <summary>Address families in turns, so that one of them that is broken costs one head start and not one for each of its addresses.</summary>
    private static IEnumerable<IPAddress> InTurns(IReadOnlyList<IPAddress> addresses) =>
        addresses
            .GroupBy(address => address.AddressFamily)
            .SelectMany((family, turn) => family.Select((address, round) => (address, round, turn)))
            .OrderBy(one => one.round)
            .ThenBy(one => one.turn)
            .Select(one => one.address);

    /// <summary>A connection of our own making: MailKit's waits, before the end of a message goes out, for the server to confirm what went
    /// before (Nagle), and servers take their time with that (delayed acknowledgement: 40 ms).</summary>
    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
