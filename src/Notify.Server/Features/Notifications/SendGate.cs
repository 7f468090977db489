using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Limits;

namespace Notify.Server.Features.Notifications;

/// <summary>What stands before every send, in the contract's order: requests per minute, messages per day, JSON; and between the first
/// two the <c>Idempotency-Key</c>, so that an answer is repeated on a full day, too.</summary>
public sealed class SendGate(RateLimiter requests, Idempotency idempotency, DailyLimits daily)
{
    /// <summary>All of it.</summary>
    /// <param name="kind">Of the route; texts abroad are looked at later, when the number is known.</param>
    public async Task<Result<Admission>> AdmitAsync(HttpRequest http, ApiCaller caller, DailyKind kind, CancellationToken cancellationToken)
    {
        if (await LimitAsync(caller, cancellationToken) is { } tooFast)
        {
            return tooFast;
        }

        var read = await RequestBody.ReadBytesAsync(http, cancellationToken);
        return read.TryGet(out var bytes, out var refusal) ? await AdmitAsync(http, bytes, caller, kind, cancellationToken) : refusal;
    }

    /// <summary>The first step: requests per minute. What comes after costs memory.</summary>
    public async Task<NotifyError?> LimitAsync(ApiCaller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await requests.TakeAsync(caller.Service, caller.Key.Type, cancellationToken);
    }

    /// <summary>The steps after it, for a body that has been read.</summary>
    /// <param name="kind">Null where only the template tells it.</param>
    public async Task<Result<Admission>> AdmitAsync(
        HttpRequest http, ReadOnlyMemory<byte> bytes, ApiCaller caller, DailyKind? kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(caller);
        NotifyError? refusal;
        if (!Idempotency.TryRead(http, bytes.Span, out var idempotent))
        {
            return NotifyError.BadIdempotencyKey;
        }

        if (idempotent is not null
            && await idempotency.FindAsync(caller.ServiceId, caller.Key.Type, idempotent, cancellationToken) is { } known)
        {
            return known.TryGet(out var answer, out refusal) ? new Admission.Repeated(answer) : refusal;
        }

        if (kind is { } counted && await daily.CheckAsync(caller.Service, counted, caller.Key.Type, cancellationToken) is { } full)
        {
            return full;
        }

        return RequestBody.Parse(bytes).TryGet(out var body, out refusal) ? new Admission.Fresh(body, idempotent) : refusal;
    }
}
