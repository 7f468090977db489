using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Templates.Placeholders;

namespace Notify.Core.Services;

/// <summary>A signed token (JWT, RFC 7519, HS256) as API clients send it, decoded but not yet believed.</summary>
/// <remarks>Written by hand rather than taken from a JWT library: the answers to faulty tokens, their order and the leeway of the
/// clock are a contract with six client libraries, and no library gives them.</remarks>
public sealed class ApiToken
{
    /// <summary>How far a token's time of issue may lie before or after ours, in seconds, both ends included.</summary>
    public const int Leeway = 30;

    /// <summary>Longest token that is looked at, in characters. Clients send some 200.</summary>
    public const int MaxLength = 8192;

    private static readonly byte[] EncodedHeader = Encoding.ASCII.GetBytes(Base64Url.EncodeToString("""{"typ":"JWT","alg":"HS256"}"""u8));

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _header;
    private readonly JsonElement _payload;

    private ApiToken(byte[] signed, byte[] signature, JsonElement header, JsonElement payload)
    {
        _signed = signed;
        _signature = signature;
        _header = header;
        _payload = payload;
    }

    /// <summary>The service the token says it speaks for.</summary>
    public Guid ServiceId { get; private init; }

    /// <summary>Reads the token out of an <c>Authorization</c> header.</summary>
    /// <param name="header">The header's value; null when there is none.</param>
    /// <param name="documentationUrl">Page named to people whose token cannot be read.</param>
    /// <returns>The token with its service id, or 401 or 403 in the contract's words.</returns>
    public static Result<ApiToken> Read(string? header, string documentationUrl)
    {
        header = header?.Trim();
        if (string.IsNullOrEmpty(header))
        {
            return NotifyError.Unauthorised("Unauthorized: authentication token must be provided");
        }

        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return NotifyError.Unauthorised("Unauthorized: authentication bearer scheme must be used");
        }

        if (Decode(header["Bearer ".Length..]) is not { } token)
        {
            return Unreadable(documentationUrl);
        }

        if (JsonStrings.Member(token._payload, "iss") is not { } issuer)
        {
            return NotifyError.Forbidden("Invalid token: iss field not provided");
        }

        return issuer.ValueKind == JsonValueKind.String && UuidText.TryParse(JsonStrings.Read(issuer), out var serviceId, out _)
            ? new ApiToken(token._signed, token._signature, token._header, token._payload) { ServiceId = serviceId }
            : NotifyError.Forbidden("Invalid token: service id is not the right data type");
    }

    /// <summary>Checks the token against the service's keys: algorithm, signature, clock, other claims, revocation, in this order.</summary>
    /// <param name="keys">All keys of <see cref="ServiceId"/> that are still remembered, revoked ones among them.</param>
    /// <param name="now">UTC.</param>
    /// <returns>The key that signed, or 403 in the contract's words.</returns>
    public Result<ApiKey> Verify(IReadOnlyList<ApiKey> keys, DateTimeOffset now, string documentationUrl)
    {
        if (JsonStrings.Member(_header, "alg") is not { ValueKind: JsonValueKind.String } algorithm || JsonStrings.Read(algorithm) != "HS256")
        {
            return NotifyError.Forbidden("Invalid token: algorithm used is not HS256");
        }

        if (keys.FirstOrDefault(SignedWith) is not { } key || JsonStrings.Member(_payload, "iat") is not { } issuedAt)
        {
            return NotifyError.KeyNotFound;
        }

        var seconds = now.ToUnixTimeSeconds();
        if (Seconds(issuedAt) is not { } issued || Math.Abs(seconds - issued) > Leeway)
        {
            return WrongClock;
        }

        if (OtherClaims(seconds, documentationUrl) is { } refusal)
        {
            return refusal;
        }

        return key.Works(now) ? key : NotifyError.Forbidden("Invalid token: API key revoked");
    }

    internal static string Sign(string payload, ReadOnlySpan<byte> secret)
    {
        var signed = $"{Encoding.ASCII.GetString(EncodedHeader)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static NotifyError WrongClock { get; } =
        NotifyError.Forbidden("Error: Your system clock must be accurate to within 30 seconds");

    private static NotifyError Unreadable(string documentationUrl) =>
        NotifyError.Forbidden($"Invalid token: make sure your API token matches the example at {documentationUrl}");

    private bool SignedWith(ApiKey key)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, _signed, expected);
        return CryptographicOperations.FixedTimeEquals(expected, _signature);
    }

    /// <summary>Registered claims that the original's JWT library judges when they are there.</summary>
    private NotifyError? OtherClaims(long now, string documentationUrl)
    {
        if (JsonStrings.Member(_payload, "nbf") is { } notBefore && (Seconds(notBefore) is not { } from || from > now + Leeway))
        {
            return Seconds(notBefore) is null ? Unreadable(documentationUrl) : WrongClock;
        }

        var faulty = (JsonStrings.Member(_payload, "exp") is { } expires && (Seconds(expires) is not { } until || until <= now - Leeway))
            || JsonStrings.Member(_payload, "aud") is { ValueKind: not JsonValueKind.Null }
            || JsonStrings.Member(_payload, "sub") is { ValueKind: not JsonValueKind.String }
            || JsonStrings.Member(_payload, "jti") is { ValueKind: not JsonValueKind.String };
        return faulty ? Unreadable(documentationUrl) : null;
    }

    /// <returns>Whole seconds since 1970; fractions are cut, digits in quotes count, <c>true</c> is 1 as in Python.</returns>
    private static long? Seconds(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.Number when claim.TryGetDouble(out var number) && Math.Abs(number) < 1e15 => (long)number,
        JsonValueKind.String when long.TryParse(JsonStrings.Read(claim), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000_000_000_000 => number,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };

    private static ApiToken? Decode(string token)
    {
        var parts = token.Length <= MaxLength ? token.Split('.') : [];
        if (parts.Length != 3
            || Base64(parts[0]) is not { } header
            || Base64(parts[1]) is not { } payload
            || Base64(parts[2]) is not { } signature
            || Json(header) is not { } headerObject
            || Json(payload) is not { } payloadObject)
        {
            return null;
        }

        return new ApiToken(Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), signature, headerObject, payloadObject);
    }

    /// <summary>As the original's decoder: the part is padded to a multiple of four, both alphabets are read, other characters are skipped, and
    /// what stands after complete padding is ignored; so a damaged signature is "key not found". Only what cannot come out even is refused.</summary>
    private static byte[]? Base64(string text)
    {
        var padded = string.Create(text.Length + ((4 - (text.Length % 4)) % 4), text, static (padded, text) =>
        {
            padded[text.Length..].Fill('=');
            for (var i = 0; i < text.Length; i++)
            {
                padded[i] = text[i] switch { '-' => '+', '_' => '/', > '\u007F' => ' ', var c => c };
            }
        });
        return LenientBase64.TryDecode(padded, out var bytes) ? bytes : null;
    }

    private static JsonElement? Json(byte[] utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
