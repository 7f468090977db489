using System.Security.Cryptography;
using System.Text;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Data.Idempotency;

namespace Notify.Server.Features.Notifications;

/// <summary>A request that may be sent again without doing anything twice.</summary>
/// <param name="Key">As the client sent it.</param>
/// <param name="Hash">SHA-256 of route and body.</param>
public sealed record IdempotentRequest(string Key, byte[] Hash);

/// <summary>The answer to remember under a request's key.</summary>
/// <param name="Bytes">The body of the 201, which is known before the commit since ids are made here.</param>
public sealed record RememberedAnswer(IdempotentRequest Request, ReadOnlyMemory<byte> Bytes);

/// <summary>The <c>Idempotency-Key</c> header: the same key and body within 24 hours get the same answer and send nothing more.</summary>
/// <remarks>A key belongs to a service and a kind of key. It is looked up after the requests per minute are counted and before the daily
/// limits are looked at, so that an answer is repeated even when the day is full, and costs nothing of it. Only successes are remembered.
/// This look-up spares work; the commit decides.</remarks>
public sealed class Idempotency(IdempotencyStore store)
{
    /// <summary>The header of the request.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Set to <c>true</c> on an answer that is a repetition.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int MaxLength = 255;

    /// <param name="body">As it came, before anything is parsed.</param>
    /// <param name="request">Null when the request carries no key.</param>
    /// <returns>False when it carries something that is no key.</returns>
    public static bool TryRead(HttpRequest http, ReadOnlySpan<byte> body, out IdempotentRequest? request)
    {
        ArgumentNullException.ThrowIfNull(http);
        request = null;
        if (!http.Headers.TryGetValue(Header, out var values))
        {
            return true;
        }

        if (values.Count != 1 || values[0] is not { Length: > 0 and <= MaxLength } key || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }

        request = new IdempotentRequest(key, Hash(http.Path.Value ?? "", body));
        return true;
    }

    /// <returns>Null when the request is new, the answer it had before, or the refusal when the key came with another one.</returns>
    public async Task<Result<byte[]>?> FindAsync(Guid serviceId, KeyType keyType, IdempotentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await store.FindAsync(serviceId, keyType, request.Key, cancellationToken) is not { } known)
        {
            return null;
        }

        return known.Hash.AsSpan().SequenceEqual(request.Hash) ? store.Open(known) : NotifyError.IdempotencyKeyReused;
    }

    private static byte[] Hash(string route, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(route));
        hash.AppendData([0]);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
