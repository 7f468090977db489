using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Core.Secrets;
using Notify.Core.Uploads;

namespace Notify.Data.Uploads;

/// <summary>How rows that were not in order are stored: the first ones by themselves, since they are shown with each look at their upload, the
/// others packed, since there may be a hundred thousand faults of a few kinds.</summary>
internal sealed class StoredBadRows(KeyRing keyRing)
{
    private const string FirstColumn = "uploads.bad_rows";
    private const string OthersColumn = "uploads.more_bad_rows";

    /// <returns>Null when there are none.</returns>
    public byte[]? SealFirst(Upload upload) => upload.BadRows.Count == 0
        ? null
        : keyRing.Encrypt(JsonSerializer.SerializeToUtf8Bytes(upload.BadRows, BadRowsJson.Default.IReadOnlyListBadRow), new(FirstColumn, upload.Id));

    /// <inheritdoc cref="SealFirst"/>
    public byte[]? SealOthers(Upload upload)
    {
        if (upload.OtherBadRows.Count == 0)
        {
            return null;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(gzip, upload.OtherBadRows, BadRowsJson.Default.IReadOnlyListBadRow);
        }

        return keyRing.Encrypt(packed.GetBuffer().AsSpan(0, (int)packed.Length), new(OthersColumn, upload.Id));
    }

    /// <param name="cipher">Null: none are stored, or retention has passed.</param>
    public IReadOnlyList<BadRow> OpenFirst(byte[]? cipher, Guid uploadId) => cipher is null
        ? []
        : JsonSerializer.Deserialize(keyRing.Decrypt(cipher, new(FirstColumn, uploadId)), BadRowsJson.Default.IReadOnlyListBadRow)!;

    /// <summary>All of them, one after the other, so that a page of them takes a page of memory.</summary>
    public async IAsyncEnumerable<BadRow> OpenAsync(byte[]? first, byte[]? others, Guid uploadId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in OpenFirst(first, uploadId))
        {
            yield return row;
        }

        if (others is null)
        {
            yield break;
        }

        await using var gzip = new GZipStream(new MemoryStream(keyRing.Decrypt(others, new(OthersColumn, uploadId))), CompressionMode.Decompress);
        await foreach (var row in JsonSerializer.DeserializeAsyncEnumerable(gzip, BadRowsJson.Default.BadRow, cancellationToken))
        {
            yield return row!;
        }
    }
}

[JsonSerializable(typeof(IReadOnlyList<BadRow>))]
internal sealed partial class BadRowsJson : JsonSerializerContext;
