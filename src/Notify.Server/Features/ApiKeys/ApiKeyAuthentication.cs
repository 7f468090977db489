using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Server.Hosting;

namespace Notify.Server.Features.ApiKeys;

/// <summary>Lets requests to API routes through only with a valid token, before their body is looked at.</summary>
internal sealed partial class ApiKeyAuthentication(RequestDelegate next, ApiCallers callers, ILogger<ApiKeyAuthentication> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsApiKey>() is not { } needed)
        {
            await next(context);
            return;
        }

        var result = await callers.HandleAsync(context.Request.Headers.Authorization, context.RequestAborted);
        if (!result.TryGet(out var caller, out var refusal))
        {
            await ApiResults.Problem(refusal).ExecuteAsync(context);
            return;
        }

        if (caller.Key.Type == KeyType.Management != (needed == NeedsApiKey.ThatManages))
        {
            await ApiResults.Problem(needed == NeedsApiKey.ThatManages ? NeedsManagement : ManagesOnly).ExecuteAsync(context);
            return;
        }

        context.Features.Set(caller);
        await next(context);
        Answered(context.Request.Method, context.Response.StatusCode, caller.ServiceId, caller.Key.Id, UserAgent(context.Request));
    }

    private static NotifyError NeedsManagement { get; } = NotifyError.Forbidden("This takes a key of the type management");

    private static NotifyError ManagesOnly { get; } = NotifyError.Forbidden("A key of the type management manages templates, callbacks and suppressions, and does nothing else");

    /// <summary>For telling which client library a service uses; cut, since anything may stand there.</summary>
    private static string UserAgent(HttpRequest request) =>
        request.Headers.UserAgent.ToString() is { Length: > 100 } text ? text[..100] : request.Headers.UserAgent.ToString();

    [LoggerMessage(1010, LogLevel.Information, "{Method} answered {StatusCode} to service {ServiceId} with key {ApiKeyId}, {UserAgent}")]
    private partial void Answered(string method, int statusCode, Guid serviceId, Guid apiKeyId, string userAgent);
}
