using System.Security.Cryptography;
using System.Text;

namespace Notify.Providers.Sms.Twilio;

/// <summary>Proves that a request is Twilio's, as its own libraries do.</summary>
/// <remarks>Source: Twilio, "Validating signatures from Twilio"; twilio-csharp, <c>RequestValidator</c>.</remarks>
public static class TwilioSignature
{
    /// <summary>Name of the only algorithm beside the usual HMAC-SHA1 that callbacks may be signed with.</summary>
    public const string Sha256 = "HMAC_SHA256";

    /// <summary>Makes the signature of a request.</summary>
    /// <param name="url">As Twilio calls it: scheme, host, port if one was configured, path, query untouched.</param>
    /// <param name="parameters">Of a form, decoded; none for a JSON body.</param>
    /// <param name="sha256">HMAC-SHA256 in place of HMAC-SHA1.</param>
    /// <returns>Base64.</returns>
    public static string Sign(string secret, string url, IEnumerable<KeyValuePair<string, string>> parameters, bool sha256 = false)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var text = new StringBuilder(url);

        // Names in ordinal order; of a name that occurs twice its distinct values, sorted.
        foreach (var (name, value) in parameters.Distinct()
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal).ThenBy(parameter => parameter.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        var (key, data) = (Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text.ToString()));
#pragma warning disable CA5350 // HMAC-SHA1 is what Twilio signs with; as a keyed hash it is not broken.
        return Convert.ToBase64String(sha256 ? HMACSHA256.HashData(key, data) : HMACSHA1.HashData(key, data));
#pragma warning restore CA5350
    }

    /// <summary>Whether a signature fits the request under any of the secrets.</summary>
    /// <param name="body">The raw body of a request whose URL carries <c>bodySHA256</c>; checked as well.</param>
    public static bool IsValid(
        IReadOnlyList<string> secrets, string? signature, string url, IReadOnlyCollection<KeyValuePair<string, string>> parameters, ReadOnlySpan<byte> body, bool sha256 = false)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(url);
        if (string.IsNullOrEmpty(signature) || (BodyHash(url) is { } hash && !Same(hash, Convert.ToHexStringLower(SHA256.HashData(body)))))
        {
            return false;
        }

        var valid = false;
        foreach (var secret in secrets)
        {
            // Signing is not consistent about the standard port, so both are tried.
            foreach (var candidate in (string[])[WithoutPort(url), WithPort(url), url])
            {
                valid |= Same(signature, Sign(secret, candidate, parameters, sha256));
            }
        }

        return valid;
    }

    /// <returns>The hash of the body that the query promises; null when it promises none.</returns>
    public static string? BodyHash(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? null
            : url[(query + 1)..].Split('&').Where(pair => pair.StartsWith("bodySHA256=", StringComparison.Ordinal)).Select(pair => pair["bodySHA256=".Length..]).FirstOrDefault();
    }

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static string WithPort(string url)
    {
        var (prefix, host, port, rest) = Split(url);
        return port.Length > 0 ? url : $"{prefix}{host}:{(prefix.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? 443 : 80)}{rest}";
    }

    private static string WithoutPort(string url)
    {
        var (prefix, host, _, rest) = Split(url);
        return prefix + host + rest;
    }

    /// <returns>Scheme with user, host, port with its colon (or nothing), path and query: every character as it was.</returns>
    private static (string Prefix, string Host, string Port, string Tail) Split(string url)
    {
        var authority = url.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme < 0 ? 0 : scheme + 3;
        var end = url.AsSpan(authority).IndexOfAny('/', '?', '#') is var found && found < 0 ? url.Length : authority + found;
        var host = url.LastIndexOf('@', end - 1, end - authority) is var user && user < 0 ? authority : user + 1;

        // A colon begins the port only after the bracket that closes an IPv6 address.
        var bracket = url.IndexOf(']', host, end - host);
        var from = bracket < 0 ? host : bracket;
        var colon = url.IndexOf(':', from, end - from);
        return colon < 0
            ? (url[..host], url[host..end], "", url[end..])
            : (url[..host], url[host..colon], url[colon..end], url[end..]);
    }
}
