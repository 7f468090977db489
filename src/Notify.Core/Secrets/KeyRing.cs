using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Notify.Core.Secrets;

/// <summary>Encrypts what must not lie in the database in clear: secrets of API keys, personalisation.</summary>
/// <remarks>
/// AES-256-GCM. A ciphertext is: format (1 byte, value 1), length of the key's id (1), the id (ASCII), nonce (12), tag (16), data.
/// It is bound to its <see cref="Place"/> as associated data, so that a ciphertext copied into another row or column does not open.
/// Every key of the ring opens; one of them, named apart, writes: a new key is first made known to all hosts and only then used.
/// </remarks>
public sealed class KeyRing
{
    private const byte Format = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly Dictionary<string, EncryptionKey> _keys;
    private readonly EncryptionKey _writeKey;

    /// <param name="keys">At least one; ids differ.</param>
    /// <param name="writeKeyId">Id of the key that encrypts from now on.</param>
    /// <exception cref="ArgumentException">No keys, an id twice, or no key with the id to write with.</exception>
    public KeyRing(IReadOnlyCollection<EncryptionKey> keys, string writeKeyId)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = [];
        foreach (var key in keys)
        {
            if (!_keys.TryAdd(key.Id, key))
            {
                throw new ArgumentException($"Encryption key '{key.Id}' stands twice in the ring", nameof(keys));
            }
        }

        _writeKey = _keys.GetValueOrDefault(writeKeyId)
            ?? throw new ArgumentException($"The key to write with, '{writeKeyId}', is not in the ring", nameof(writeKeyId));
    }

    /// <summary>Id of the key that encrypts.</summary>
    public string WriteKeyId => _writeKey.Id;

    /// <param name="plain">Any bytes, none included.</param>
    /// <param name="place">Where the ciphertext will be stored; must be the same on reading.</param>
    public byte[] Encrypt(ReadOnlySpan<byte> plain, Place place)
    {
        var idLength = _writeKey.Id.Length;
        var result = new byte[2 + idLength + NonceSize + TagSize + plain.Length];
        result[0] = Format;
        result[1] = (byte)idLength;
        Encoding.ASCII.GetBytes(_writeKey.Id, result.AsSpan(2));
        var nonce = result.AsSpan(2 + idLength, NonceSize);
        RandomPool.Fill(nonce);
        var tag = result.AsSpan(2 + idLength + NonceSize, TagSize);
        using var aes = new AesGcm(_writeKey.Bytes, TagSize);
        aes.Encrypt(nonce, plain, result.AsSpan(2 + idLength + NonceSize + TagSize), tag, place.AssociatedData());
        return result;
    }

    /// <exception cref="UndecipherableException">Not a ciphertext of ours, its key is not in the ring, it was altered, or it comes from another place.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> cipher, Place place)
    {
        var keyId = KeyIdOf(cipher) ?? throw new UndecipherableException("Stored data is not encrypted in a known format");
        if (!_keys.TryGetValue(keyId, out var key))
        {
            throw new UndecipherableException($"Stored data is encrypted with key '{keyId}', which is not among this host's encryption keys (Notify:Encryption:Keys)");
        }

        var rest = cipher[(2 + keyId.Length)..];
        var plain = new byte[rest.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key.Bytes, TagSize);
        try
        {
            aes.Decrypt(rest[..NonceSize], rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), plain, place.AssociatedData());
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new UndecipherableException($"Stored data does not open with key '{keyId}': the key differs from the one it was written with, or the data was altered or moved", e);
        }

        return plain;
    }

    /// <summary>Proves that something which comes back from outside was made here: a keyed digest (HMAC-SHA256 under a key derived for the purpose).</summary>
    /// <param name="purpose">Keeps proofs of different things apart.</param>
    /// <param name="proof">Filled with the digest's first bytes, 10 to 32.</param>
    /// <exception cref="ArgumentException">The proof is shorter than 80 bits or longer than the digest.</exception>
    public void Prove(string purpose, ReadOnlySpan<byte> data, Span<byte> proof) => Prove(_writeKey, purpose, data, proof);

    /// <returns>Whether a proof was made with any key of the ring; it takes the same time wherever it differs.</returns>
    /// <exception cref="ArgumentException">The proof is shorter than 80 bits or longer than the digest.</exception>
    public bool IsProof(string purpose, ReadOnlySpan<byte> data, ReadOnlySpan<byte> proof)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var matches = false;
        foreach (var key in _keys.Values)
        {
            Prove(key, purpose, data, expected[..proof.Length]);
            matches |= CryptographicOperations.FixedTimeEquals(expected[..proof.Length], proof);
        }

        return matches;
    }

    private static void Prove(EncryptionKey key, string purpose, ReadOnlySpan<byte> data, Span<byte> proof)
    {
        if (proof.Length is < 10 or > HMACSHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"A proof has 10 to {HMACSHA256.HashSizeInBytes} bytes", nameof(proof));
        }

        // The key that encrypts is not itself the key of the digest (NIST SP 800-108 in spirit: one key, one use).
        Span<byte> derived = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes("proof:" + purpose), derived);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(derived, data, digest);
        digest[..proof.Length].CopyTo(proof);
    }

    /// <returns>The id of the key that a ciphertext names, or null when it is not one of ours.</returns>
    public static string? KeyIdOf(ReadOnlySpan<byte> cipher) =>
        cipher.Length < 2 || cipher[0] != Format || cipher.Length < 2 + cipher[1] + NonceSize + TagSize
            ? null
            : Encoding.ASCII.GetString(cipher.Slice(2, cipher[1]));

    /// <summary>Table, column and row of a ciphertext.</summary>
    /// <param name="Column">Table and column with a dot between, such as <c>api_keys.secret</c>.</param>
    /// <param name="Row">Id of the row.</param>
    public readonly record struct Place(string Column, Guid Row)
    {
        internal byte[] AssociatedData()
        {
            var bytes = new byte[4 + Encoding.UTF8.GetByteCount(Column) + 16];
            BinaryPrimitives.WriteInt32BigEndian(bytes, Column.Length);
            var written = Encoding.UTF8.GetBytes(Column, bytes.AsSpan(4));
            Row.TryWriteBytes(bytes.AsSpan(4 + written), bigEndian: true, out _);
            return bytes;
        }
    }
}
