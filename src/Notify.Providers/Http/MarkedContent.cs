using System.Net;
using System.Net.Http.Headers;

namespace Notify.Providers.Http;

/// <summary>A request's body that knows whether any of it was handed to a connection: until then, whatever went wrong, nothing was sent.</summary>
/// <remarks>The client asks for it when it has a connection, and sends the headers together with its first bytes: what is asked here is asked
/// last, after every wait for a connection.</remarks>
internal sealed class MarkedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Func<bool> _mayStillGo;

    /// <param name="contentType">Null where there are no bytes.</param>
    /// <param name="mayStillGo">Asked right before the first byte; no: nothing is sent.</param>
    public MarkedContent(ReadOnlyMemory<byte> bytes, string? contentType, Func<bool> mayStillGo)
    {
        (_bytes, _mayStillGo) = (bytes, mayStillGo);
        Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
    }

    public bool IsBegun { get; private set; }

    /// <summary>Nothing was sent, because it was not to go any more.</summary>
    public bool IsTooLate { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_mayStillGo())
        {
            IsTooLate = true;
            throw new OperationCanceledException();
        }

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
