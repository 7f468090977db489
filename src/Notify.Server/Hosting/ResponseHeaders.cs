namespace Notify.Server.Hosting;

/// <summary>Headers of every answer: the contract's, and a request id for finding the answer in the log.</summary>
internal sealed class ResponseHeaders(RequestDelegate next)
{
    private static readonly string[] TraceHeaders = ["X-B3-TraceId", "X-Amz-Cf-Id", "X-Amzn-Trace-Id"];

    public Task InvokeAsync(HttpContext context)
    {
        // The caller's own id stands in the log, too, so that both sides find a request by it.
        if (Given(context.Request, "X-Request-Id", 200) is { } requestId && !requestId.Contains(' ', StringComparison.Ordinal))
        {
            context.TraceIdentifier = requestId;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowHeaders = "Content-Type,Authorization";
        headers.AccessControlAllowMethods = "GET,PUT,POST,DELETE";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers["X-Permitted-Cross-Domain-Policies"] = "none";
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains; preload";
        headers.CacheControl = "no-store, no-cache, private, must-revalidate";
        headers["X-B3-TraceId"] = TraceId(context.Request);
        headers["X-B3-SpanId"] = Given(context.Request, "X-B3-SpanId") ?? "self-" + RandomHex(8);
        headers["X-Request-Id"] = context.TraceIdentifier;
        return next(context);
    }

    private static string TraceId(HttpRequest request) =>
        TraceHeaders.Select(name => Given(request, name)).FirstOrDefault(value => value is not null) ?? RandomHex(16);

    /// <summary>Repeated only as far as a header can hold it: printable ASCII of a sane length.</summary>
    private static string? Given(HttpRequest request, string name, int maxLength = 128) =>
        request.Headers[name].ToString() is { Length: > 0 } value && value.Length <= maxLength && value.All(c => c is >= ' ' and <= '~') ? value : null;

    /// <summary>Only to tell requests apart: no secret.</summary>
    private static string RandomHex(int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        Random.Shared.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
