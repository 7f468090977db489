using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Core.Errors;

namespace Notify.Server.Hosting;

/// <summary>Answers of API v2 that are not a success.</summary>
internal static class ApiResults
{
    /// <summary>The envelope that all client libraries parse.</summary>
    public static IResult Problem(NotifyError refusal)
    {
        var answer = Body(refusal);
        return refusal.RetryAfter is null ? answer : new AnswerWithLimits(answer, refusal);
    }

    private static IResult Body(NotifyError refusal)
    {
        var faults = refusal.Faults.Count > 0 ? refusal.Faults : [refusal];
        return Results.Json(
            new ErrorEnvelope([.. faults.Select(fault => new ErrorEntry(fault.Error, fault.Message) { Row = fault.Place?.Row, Column = fault.Place?.Column })], refusal.StatusCode),
            ErrorJson.Default.ErrorEnvelope,
            statusCode: refusal.StatusCode,
            contentType: "application/json");
    }

    /// <summary>The older shape, of unknown routes and wrong methods; exactly two members.</summary>
    public static Task WriteOlderShapeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            context.Response.Body,
            new OlderError(Message(context.Response.StatusCode), "error"),
            ErrorJson.Default.OlderError,
            context.RequestAborted);
    }

    private static string Message(int status) => status switch
    {
        StatusCodes.Status404NotFound => "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
        StatusCodes.Status405MethodNotAllowed => "The method is not allowed for the requested URL.",
        StatusCodes.Status503ServiceUnavailable => NotifyError.Unavailable.Message,
        >= 500 => NotifyError.Internal.Message,
        _ => "The request could not be read",
    };

    /// <summary>Says when to try again and, where a limit was reached, which: <c>RateLimit-Policy</c> and <c>RateLimit</c> of
    /// draft-ietf-httpapi-ratelimit-headers-10 (q: quota, w: window in seconds, r: remaining, t: seconds until there is some).</summary>
    private sealed class AnswerWithLimits(IResult answer, NotifyError refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            // Whole seconds, and never 0: a client that comes back at once would be refused again.
            var seconds = Math.Max(1, (long)Math.Ceiling(refusal.RetryAfter!.Value.TotalSeconds));
            var headers = httpContext.Response.Headers;
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            if (refusal.Quota is { } quota)
            {
                headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{quota.Name}\";q={quota.Limit};w={(long)quota.Span.TotalSeconds}");
                headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{quota.Name}\";r=0;t={seconds}");
            }

            return answer.ExecuteAsync(httpContext);
        }
    }

    internal sealed record ErrorEnvelope(IReadOnlyList<ErrorEntry> Errors, int StatusCode);

    internal sealed record ErrorEntry(string Error, string Message)
    {
        /// <summary>Only in refusals of lists: the number of the row.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Row { get; init; }

        /// <summary>Only in refusals of lists: the heading of the cell.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Column { get; init; }
    }

    internal sealed record OlderError(string Message, string Result);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiResults.ErrorEnvelope))]
[JsonSerializable(typeof(ApiResults.OlderError))]
internal sealed partial class ErrorJson : JsonSerializerContext;
