using System.Net;
using System.Net.Http.Headers;

namespace Notify.Providers.Http;

/// <summary>A request's body that knows whether any of it was handed to a connection: until then, whatever went wrong, nothing was sent.</summary>
internal sealed class MarkedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;

    public MarkedContent(ReadOnlyMemory<byte> bytes, string contentType)
    {
        _bytes = bytes;
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    public bool IsBegun { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsBegun = true;
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
