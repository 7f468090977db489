using System.Buffers;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications;

/// <summary>Reads a JSON body whatever its content type says, as the contract asks.</summary>
internal static class RequestBody
{
    /// <returns>The parsed body, or the contract's refusal when it is no JSON.</returns>
    /// <exception cref="BadHttpRequestException">The body is larger than the server takes.</exception>
    public static async Task<Result<JsonElement>> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        (await ReadBytesAsync(request, cancellationToken)).TryGet(out var bytes, out var refusal) ? Parse(bytes) : refusal;

    /// <returns>The body as it came, for <see cref="Parse"/> and for hashing; or the refusal when it is too large.</returns>
    /// <exception cref="BadHttpRequestException">It is larger than the server reads at all.</exception>
    public static Task<Result<ReadOnlyMemory<byte>>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadBytesAsync(request, Listener.MaxBodySize, _ => true, patience: null, cancellationToken);

    /// <param name="maxSize">In bytes.</param>
    /// <param name="hasRoom">Asked before so many more bytes are kept; the first "no" refuses the request as <see cref="NotifyError.Unavailable"/>.</param>
    /// <param name="patience">Null: the web server's own.</param>
    /// <inheritdoc cref="ReadBytesAsync(HttpRequest, CancellationToken)"/>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadBytesAsync(
        HttpRequest request, int maxSize, Func<int, bool> hasRoom, BodyPatience? patience, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 1024, 0, 64 * 1024));
        return await FillAsync(buffer, request, maxSize, hasRoom, patience, cancellationToken) is { } refusal
            ? refusal
            : (ReadOnlyMemory<byte>)buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <param name="body">In UTF-8, UTF-16 or UTF-32, told apart as the original's parser does.</param>
    /// <returns>The parsed body, or the contract's refusal when it is no JSON or nested too deeply.</returns>
    public static Result<JsonElement> Parse(ReadOnlyMemory<byte> body)
    {
        if (JsonEncodings.ToUtf8(body) is not { } utf8)
        {
            return NotifyError.InvalidJson;
        }

        try
        {
            // A copy of what the document needs outlives the buffer.
            using var document = JsonDocument.Parse(PythonNumbers.Replace(utf8));
            return body.Length > PythonNumbers.MaxDigits && PythonNumbers.IsTooLong(document.RootElement) ? NotifyError.InvalidJson : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return NotifyError.InvalidJson;
        }
    }

    /// <summary>Reads to the end even what is refused: a client that is still writing would see a broken pipe instead of the answer.</summary>
    private static async Task<NotifyError?> FillAsync(
        MemoryStream buffer, HttpRequest request, int maxSize, Func<int, bool> hasRoom, BodyPatience? patience, CancellationToken cancellationToken)
    {
        using var clock = patience?.Begin(cancellationToken);
        var piece = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            NotifyError? refusal = null;
            while (await request.Body.ReadAsync(piece, clock?.Next() ?? cancellationToken) is > 0 and var read)
            {
                refusal ??= buffer.Length + read > maxSize ? NotifyError.BodyTooLarge : hasRoom(read) ? null : NotifyError.Unavailable;
                if (refusal is null)
                {
                    buffer.Write(piece, 0, read);
                }
            }

            return refusal;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body came too slowly", StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
