using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Notify.Core.Callbacks;

/// <summary>Signs callbacks, so that a receiver can tell them from what others send to its address.</summary>
public static class CallbackSignature
{
    public const string Header = "Notify-Signature";

    /// <summary>The same for every try of one callback, so that a receiver can leave out a repeat.</summary>
    public const string DeliveryIdHeader = "Notify-Delivery-Id";

    /// <returns>A new secret: 256 random bits in base64url, without padding.</returns>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <param name="secrets">The present one and, while it is being replaced, the one before. Their UTF-8 bytes, as they are shown, are the keys.</param>
    /// <param name="at">Sent along and signed: a receiver refuses what is older than some minutes.</param>
    /// <param name="body">As sent, to the byte.</param>
    /// <returns><c>t=1700000000,v1=…</c>: seconds since 1970 and, for each secret, HMAC-SHA256 over that number, a full stop and the body, in lower-case
    /// hexadecimal.</returns>
    public static string Of(IEnumerable<string> secrets, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = new byte[seconds.Length + 1 + body.Length];
        Encoding.ASCII.GetBytes(seconds, signed);
        signed[seconds.Length] = (byte)'.';
        body.CopyTo(signed.AsSpan(seconds.Length + 1));
        var header = new StringBuilder("t=").Append(seconds);
        foreach (var secret in secrets)
        {
            header.Append(",v1=").Append(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        }

        return header.ToString();
    }
}
