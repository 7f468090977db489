using Notify.Server.Features.ApiKeys;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Limits;

/// <summary>Holds routes that are neither sending nor reading to the requests per minute of the service.</summary>
internal static class RequestLimit
{
    /// <summary>As many requests per minute as the service may send, in a bucket of each type of key's own.</summary>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var caller = http.Features.Get<ApiCaller>()!;
        var limiter = http.RequestServices.GetRequiredService<RateLimiter>();
        return await limiter.TakeAsync(caller.Service, caller.Key.Type, http.RequestAborted) is { } tooFast ? ApiResults.Problem(tooFast) : await next(invocation);
    }
}
