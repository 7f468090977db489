using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Limits;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Notifications;

/// <summary>What stands before every send, in the contract's order: requests per minute, messages per day, JSON; and between the first
/// two the <c>Idempotency-Key</c>, so that an answer is repeated on a full day, too.</summary>
public sealed class SendGate(RateLimiter requests, Idempotency idempotency, DailyLimits daily)
{
    /// <param name="kind">Of the route; texts abroad are looked at later, when the number is known. Null where only the template tells it.</param>
    /// <param name="maxBodySize">In bytes.</param>
    public async Task<Result<Admission>> AdmitAsync(
        HttpRequest http, ApiCaller caller, DailyKind? kind, CancellationToken cancellationToken, int maxBodySize = Listener.MaxBodySize)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(caller);
        if (await requests.TakeAsync(caller.Service, caller.Key.Type, cancellationToken) is { } tooFast)
        {
            return tooFast;
        }

        var read = await RequestBody.ReadBytesAsync(http, cancellationToken, maxBodySize);
        if (!read.TryGet(out var bytes, out var refusal))
        {
            return refusal;
        }

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
