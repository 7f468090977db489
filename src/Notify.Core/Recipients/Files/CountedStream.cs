namespace Notify.Core.Recipients.Files;

/// <summary>Passes bytes on and gives up at a limit.</summary>
internal sealed class CountedStream(Stream inner, long limit) : Stream
{
    /// <summary>Bytes that came through so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <exception cref="UnreadableFileException">The limit is passed.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

    /// <inheritdoc cref="Read(byte[], int, int)"/>
    public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

    /// <summary>Reads what is left.</summary>
    /// <param name="most">Bytes that may have come through in all.</param>
    /// <exception cref="UnreadableFileException">More than that, or than the limit.</exception>
    public void Drain(long most)
    {
        var block = new byte[64 * 1024];
        while (Read(block) > 0 || Count > most)
        {
            if (Count > most)
            {
                throw new UnreadableFileException(FileFault.TooBig);
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read)
    {
        Count += read;
        return Count <= limit ? read : throw new UnreadableFileException(FileFault.TooBig);
    }
}
