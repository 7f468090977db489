using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Notify.Core.Callbacks;

namespace Notify.Server.Callbacks;

/// <summary>Connects to receivers, and only to those that are not inside our own network.</summary>
/// <remarks>The name is resolved here, and what is connected to is the very address that was judged: a name that answers differently the next
/// time changes nothing. Redirects are not followed, and no proxy of the environment is asked.</remarks>
internal sealed class CallbackHttp : IDisposable
{
    private readonly IReadOnlyList<IPNetwork> _allowed;

    public CallbackHttp(IOptions<CallbackOptions> options)
    {
        _allowed = options.Value.Networks;
        Client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Value.Timeout,

            // One host may be the receiver of many services: each has its own bound, kept when callbacks are claimed.
            MaxConnectionsPerServer = int.MaxValue,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        });
    }

    public HttpMessageInvoker Client { get; }

    public void Dispose() => Client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var isHttp = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp;
        var permitted = addresses.Where(address => IsPermitted(address, isHttp)).ToList();
        if (permitted.Count == 0)
        {
            throw new AddressNotAllowedException();
        }

        SocketException? last = null;
        foreach (var address in permitted)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }

    /// <summary>Plain HTTP stays in the networks that the operator named.</summary>
    internal bool IsPermitted(IPAddress address, bool isHttp)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || (!isHttp && PublicAddress.Is(address));
    }
}

/// <summary>A receiver's name leads to no address that callbacks may go to.</summary>
internal sealed class AddressNotAllowedException() : IOException("The receiver is not on the public internet");
