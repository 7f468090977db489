using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Notify.Core.Files;

/// <summary>The address at which a recipient fetches a file.</summary>
/// <remarks>Ids and key are base64url without padding: the sixteen bytes of an id in the order in which it is written, the 32 of the key.</remarks>
public static class FileLink
{
    /// <param name="host">With scheme, without a slash at the end.</param>
    public static string To(string host, Guid serviceId, Guid fileId, FileKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return $"{host}{PathOf(serviceId, fileId)}?key={key.ToText()}";
    }

    /// <summary>Begins with a slash; the key is not in it.</summary>
    public static string PathOf(Guid serviceId, Guid fileId) => $"/d/{TextOf(serviceId)}/{TextOf(fileId)}";

    /// <summary>What simulated recipients get: leads to no file.</summary>
    public static string ToNothing(string host, Guid serviceId) => $"{host}/services/{serviceId}/documents/test-document";

    /// <param name="text">One segment of the path.</param>
    public static bool TryReadId(string? text, out Guid id)
    {
        id = Base64UrlText.TryDecode(text, 16, out var bytes) ? new Guid(bytes, bigEndian: true) : Guid.Empty;
        return id != Guid.Empty;
    }

    private static string TextOf(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));
}

/// <summary>Reads base64url of a known length from addresses, where anything may stand.</summary>
internal static class Base64UrlText
{
    public static bool TryDecode(string? text, int length, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null || text.Length != Base64Url.GetEncodedLength(length))
        {
            return false;
        }

        var decoded = new byte[length];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done || written != length)
        {
            return false;
        }

        bytes = decoded;
        return true;
    }
}
