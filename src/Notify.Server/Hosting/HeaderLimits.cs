using Notify.Core.Errors;

namespace Notify.Server.Hosting;

/// <summary>Refuses requests whose headers are too many or too long. The web server itself would answer without a body, which client libraries
/// cannot read; it therefore reads a good deal more than is taken here, and cuts off only beyond that.</summary>
internal sealed class HeaderLimits(RequestDelegate next)
{
    /// <summary>What the web server reads at all, in bytes and headers: what a mistaken program sends, not what an attacker could.</summary>
    public const int MostBytesRead = 1_048_576;

    /// <inheritdoc cref="MostBytesRead"/>
    public const int MostHeadersRead = 12_000;

    /// <summary>The same for the request line.</summary>
    public const int MostLineRead = 256 * 1024;

    /// <summary>A reference of 1000 characters, each four bytes in percent signs, still fits a query.</summary>
    private const int MaxTarget = 16 * 1024;

    private const int MaxHeaders = 100;
    private const int MaxCharacters = 32 * 1024;

    private static NotifyError TooLarge { get; } = new(431, NotifyError.BadRequest, "The request headers are too many or too long");

    private static NotifyError LineTooLong { get; } = new(414, NotifyError.BadRequest, "The request address is too long");

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.Length + context.Request.QueryString.Value?.Length > MaxTarget)
        {
            return ApiResults.Problem(LineTooLong).ExecuteAsync(context);
        }

        var headers = context.Request.Headers;
        var isTooLarge = headers.Count > MaxHeaders;
        var characters = 0;
        foreach (var header in headers)
        {
            if (isTooLarge)
            {
                break;
            }

            foreach (var value in header.Value)
            {
                characters += header.Key.Length + (value?.Length ?? 0);
            }

            isTooLarge = characters > MaxCharacters;
        }

        return isTooLarge ? ApiResults.Problem(TooLarge).ExecuteAsync(context) : next(context);
    }
}
