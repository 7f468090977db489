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
        var faults = refusal.Faults.Count > 0 ? refusal.Faults : [refusal];
        var answer = Results.Json(
            new ErrorEnvelope([.. faults.Select(fault => new ErrorEntry(fault.Error, fault.Message))], refusal.StatusCode),
            ErrorJson.Default.ErrorEnvelope,
            statusCode: refusal.StatusCode,
            contentType: "application/json");
        return refusal.StatusCode == StatusCodes.Status503ServiceUnavailable ? new RetryLater(answer) : answer;
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

    private sealed class RetryLater(IResult answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ErrorAnswers.RetryAfter;
            return answer.ExecuteAsync(httpContext);
        }
    }

    internal sealed record ErrorEnvelope(IReadOnlyList<ErrorEntry> Errors, int StatusCode);

    internal sealed record ErrorEntry(string Error, string Message);

    internal sealed record OlderError(string Message, string Result);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiResults.ErrorEnvelope))]
[JsonSerializable(typeof(ApiResults.OlderError))]
internal sealed partial class ErrorJson : JsonSerializerContext;
