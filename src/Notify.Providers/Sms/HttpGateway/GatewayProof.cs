using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>What proves that a request is the carrier's.</summary>
public abstract record GatewayProof
{
    private GatewayProof()
    {
    }

    /// <param name="secrets">Values that a secret may have, by its name; several while it is being changed.</param>
    public abstract bool Holds(GatewayRequest request, Func<string, IReadOnlyList<string>> secrets);

    /// <summary>An HMAC over the raw body in a header.</summary>
    /// <param name="Algorithm"><c>sha1</c>, <c>sha256</c> or <c>sha512</c>.</param>
    /// <param name="IsHex">Hexadecimal (any case) in place of Base64.</param>
    /// <param name="Prefix">What stands before it, such as <c>sha256=</c>.</param>
    public sealed record Hmac(string Header, string Algorithm, bool IsHex, string Prefix, string Secret) : GatewayProof
    {
        /// <inheritdoc/>
        public override bool Holds(GatewayRequest request, Func<string, IReadOnlyList<string>> secrets)
        {
            if (request.Header(Header) is not { } value || !value.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return false;
            }

            var given = IsHex ? value[Prefix.Length..].Trim().ToLowerInvariant() : value[Prefix.Length..].Trim();
            return secrets(Secret).Any(secret =>
            {
                var key = Encoding.UTF8.GetBytes(secret);
                var hash = Algorithm switch
                {
#pragma warning disable CA5350 // Carriers sign so; as a keyed hash it is not broken.
                    "sha1" => HMACSHA1.HashData(key, request.Body.Span),
#pragma warning restore CA5350
                    "sha512" => HMACSHA512.HashData(key, request.Body.Span),
                    _ => HMACSHA256.HashData(key, request.Body.Span),
                };
                return Same(given, IsHex ? Convert.ToHexStringLower(hash) : Convert.ToBase64String(hash));
            });
        }
    }

    /// <summary>A shared secret in a header.</summary>
    public sealed record InHeader(string Header, string Prefix, string Secret) : GatewayProof
    {
        /// <inheritdoc/>
        public override bool Holds(GatewayRequest request, Func<string, IReadOnlyList<string>> secrets) =>
            request.Header(Header) is { } value && secrets(Secret).Any(secret => Same(value, Prefix + secret));
    }

    /// <summary>A shared secret in the address.</summary>
    public sealed record InQuery(string Name, string Secret) : GatewayProof
    {
        /// <inheritdoc/>
        public override bool Holds(GatewayRequest request, Func<string, IReadOnlyList<string>> secrets) =>
            request.Query(Name) is { } value && secrets(Secret).Any(secret => Same(value, secret));
    }

    /// <summary>User name and password (RFC 7617).</summary>
    public sealed record Basic(string User, string Secret) : GatewayProof
    {
        /// <inheritdoc/>
        public override bool Holds(GatewayRequest request, Func<string, IReadOnlyList<string>> secrets) =>
            request.Header("Authorization") is { } value
            && secrets(Secret).Any(secret => Same(value, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{secret}"))));
    }

    /// <summary>The caller's address, as the server sees it: behind a proxy that is the proxy's.</summary>
    public sealed record From(IReadOnlyList<IPNetwork> Networks) : GatewayProof
    {
        /// <inheritdoc/>
        public override bool Holds(GatewayRequest request, Func<string, IReadOnlyList<string>> secrets)
        {
            var address = request.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : request.Address;
            return address is not null && Networks.Any(network => network.Contains(address));
        }
    }

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}

/// <summary>A request from a carrier, for its proofs.</summary>
public sealed record GatewayRequest(ReadOnlyMemory<byte> Body, Func<string, string?> Header, Func<string, string?> Query, IPAddress? Address);
