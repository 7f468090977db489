using System.Text;
using Notify.Core;
using Notify.Core.Secrets;
using Notify.Core.Uploads;

namespace Notify.Data.Uploads;

/// <summary>Packs checked rows into encrypted chunks as they come: one chunk in clear is all that is held beside the finished ones.</summary>
/// <remarks>A chunk in clear is: format (1 byte, value 1), then for each row its number, recipient, recipient as sent, flags (1: international,
/// 2: has a reference), rate multiplier, reference, personalisation; lengths as 7-bit encoded integers, little-endian throughout.</remarks>
public sealed class UploadChunkWriter : IDisposable
{
    internal const string ContentColumn = "upload_chunks.content";
    private const byte Format = 1;
    private const byte International = 1;
    private const byte HasReference = 2;

    private readonly KeyRing _keyRing;
    private readonly int _chunkSize;
    private readonly List<UploadChunk> _chunks = [];
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private int _inChunk;

    internal UploadChunkWriter(KeyRing keyRing, int chunkSize)
    {
        (_keyRing, _chunkSize) = (keyRing, chunkSize);
        _writer = new BinaryWriter(_bytes, Encoding.UTF8);
    }

    /// <summary>Rows added so far.</summary>
    public int Count { get; private set; }

    public void Add(UploadRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_inChunk == 0)
        {
            _writer.Write(Format);
        }

        _writer.Write7BitEncodedInt(row.Number);
        _writer.Write(row.Recipient);
        _writer.Write(row.RecipientAsSent);
        _writer.Write((byte)((row.International ? International : 0) | (row.Reference is null ? 0 : HasReference)));
        _writer.Write(row.RateMultiplier);
        if (row.Reference is not null)
        {
            _writer.Write(row.Reference);
        }

        _writer.Write7BitEncodedInt(row.Personalisation.Length);
        _writer.Write(row.Personalisation.Span);
        Count++;
        if (++_inChunk == _chunkSize)
        {
            Seal();
        }
    }

    /// <returns>All chunks, in order; nothing can be added any more.</returns>
    public IReadOnlyList<UploadChunk> Finish()
    {
        if (_inChunk > 0)
        {
            Seal();
        }

        return _chunks;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _bytes.Dispose();
    }

    /// <exception cref="UndecipherableException">This host lacks the key it was written with.</exception>
    internal static List<UploadRow> Read(KeyRing keyRing, Guid chunkId, byte[] content)
    {
        var plain = keyRing.Decrypt(content, new(ContentColumn, chunkId));
        using var reader = new BinaryReader(new MemoryStream(plain), Encoding.UTF8);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new UndecipherableException($"Rows of an upload are stored in format {format}, which this version does not know");
        }

        var rows = new List<UploadRow>();
        while (reader.BaseStream.Position < plain.Length)
        {
            var (number, recipient, asSent, flags, rate) =
                (reader.Read7BitEncodedInt(), reader.ReadString(), reader.ReadString(), reader.ReadByte(), reader.ReadInt16());
            var reference = (flags & HasReference) != 0 ? reader.ReadString() : null;
            var length = reader.Read7BitEncodedInt();
            rows.Add(new UploadRow
            {
                Number = number,
                Recipient = recipient,
                RecipientAsSent = asSent,
                International = (flags & International) != 0,
                RateMultiplier = rate,
                Reference = reference,
                Personalisation = plain.AsMemory((int)reader.BaseStream.Position, length),
            });
            reader.BaseStream.Position += length;
        }

        return rows;
    }

    private void Seal()
    {
        _writer.Flush();
        var id = Ids.NewRandom();
        _chunks.Add(new UploadChunk(id, _inChunk, _keyRing.Encrypt(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length), new(ContentColumn, id))));
        _bytes.SetLength(0);
        _inChunk = 0;
    }
}
