using System.Security.Cryptography;

namespace Notify.Core.Secrets;

/// <summary>One 256-bit key of the ring, with the id that every ciphertext made with it names.</summary>
public sealed class EncryptionKey
{
    /// <summary>Length of a key in bytes.</summary>
    public const int Size = 32;

    /// <summary>Longest id in characters.</summary>
    public const int MaxIdLength = 64;

    private readonly byte[] _bytes;

    /// <param name="id">1 to 64 printable ASCII characters; stands in clear in every ciphertext.</param>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">Id or length is not as said.</exception>
    public EncryptionKey(string id, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > MaxIdLength || id.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException($"A key's id has 1 to {MaxIdLength} printable ASCII characters without spaces", nameof(id));
        }

        if (bytes.Length != Size)
        {
            throw new ArgumentException($"Encryption key '{id}' has {bytes.Length} bytes instead of {Size}", nameof(bytes));
        }

        Id = id;
        _bytes = bytes.ToArray();
    }

    /// <summary>Name of the key; no secret.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <returns>A fresh random key, as base64.</returns>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Prints the id only: the key must not reach a log.</summary>
    public override string ToString() => $"[encryption key {Id}]";
}
