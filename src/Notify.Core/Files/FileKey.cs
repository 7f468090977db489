using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Notify.Core.Secrets;

namespace Notify.Core.Files;

/// <summary>The key of one stored file. It stands in the link that the recipient gets and nowhere else: what is stored cannot be opened without it.</summary>
/// <remarks>AES-256-GCM in the form of <see cref="KeyRing"/>, bound to the file's row. The recipient's address is kept as an HMAC under a key
/// derived from this one, so that the row alone does not let anybody try addresses either.</remarks>
public sealed class FileKey
{
    private const string Id = "link";
    private static readonly byte[] RecipientPurpose = "notify files recipient"u8.ToArray();

    private readonly byte[] _bytes;
    private readonly KeyRing _ring;

    private FileKey(byte[] bytes)
    {
        _bytes = bytes;
        _ring = new KeyRing([new EncryptionKey(Id, bytes)], Id);
    }

    public static FileKey New() => new(RandomNumberGenerator.GetBytes(EncryptionKey.Size));

    /// <param name="text">Base64url without padding, as <see cref="ToText"/> gives it.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FileKey? key)
    {
        key = Base64UrlText.TryDecode(text, EncryptionKey.Size, out var bytes) ? new FileKey(bytes) : null;
        return key is not null;
    }

    /// <summary>The key itself, for the link.</summary>
    public string ToText() => Base64Url.EncodeToString(_bytes);

    /// <param name="column">Table and column, such as <c>files.content</c>.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string column, Guid fileId) => _ring.Encrypt(plain, new(column, fileId));

    /// <returns>Null when it was sealed with another key, for another file or column, or altered.</returns>
    public byte[]? Open(ReadOnlySpan<byte> cipher, string column, Guid fileId)
    {
        try
        {
            return _ring.Decrypt(cipher, new(column, fileId));
        }
        catch (UndecipherableException)
        {
            return null;
        }
    }

    /// <param name="address">Normalised.</param>
    /// <returns>32 bytes that only this key and this address give.</returns>
    public byte[] HashOf(string address) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, EncryptionKey.Size, info: RecipientPurpose), Encoding.UTF8.GetBytes(address));

    /// <summary>Prints nothing: who has the key has the file.</summary>
    public override string ToString() => "[file key]";
}
