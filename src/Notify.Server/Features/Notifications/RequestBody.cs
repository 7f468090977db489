using System.Text.Json;
using Notify.Core.Errors;

namespace Notify.Server.Features.Notifications;

/// <summary>Reads a JSON body whatever its content type says, as the contract asks.</summary>
internal static class RequestBody
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <returns>The parsed body, or the contract's refusal when it is no JSON.</returns>
    /// <exception cref="BadHttpRequestException">The body is larger than the server takes.</exception>
    public static async Task<Result<JsonElement>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 1024, 0, 64 * 1024));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (bytes.Span.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        try
        {
            // A copy of what the document needs outlives the buffer.
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return NotifyError.InvalidJson;
        }
    }
}
