using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Notify.Core.Callbacks;

/// <summary>Tells addresses of the public internet from all others, so that a callback cannot be turned against the network that sends it.</summary>
/// <remarks>Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates).</remarks>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special4 =
    [
        .. new[]
        {
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers (CGNAT)
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, with the metadata services of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, with the broadcast address
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Exceptions inside the one range in use, 2000::/3; all outside it (loopback, unique-local, link-local, multicast, NAT64) is not public anyway.</summary>
    private static readonly IPNetwork[] Special6 =
    [
        .. new[]
        {
            "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32", // documentation
            "3fff::/20", // documentation
            "2620:4f:8000::/48", // AS112
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork InUse6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>An address of IPv6 that stands for one of IPv4 (mapped, 6to4, NAT64) counts as that one; the deprecated "compatible" form counts as none.</summary>
    public static bool Is(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Special4.Any(network => network.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes); // without the scope, which would stop the comparison
        return SixToFour.Contains(plain) ? Is(Embedded(bytes, 2))
            : Nat64.Contains(plain) ? Is(Embedded(bytes, 12))
            : InUse6.Contains(plain) && !Special6.Any(network => network.Contains(plain));
    }

    private static IPAddress Embedded(byte[] bytes, int at) =>
        new(BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)));
}
