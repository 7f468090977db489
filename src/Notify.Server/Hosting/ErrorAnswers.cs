using System.Net.Sockets;
using Notify.Core.Errors;
using Npgsql;

namespace Notify.Server.Hosting;

/// <summary>Puts the contract's bodies on what went wrong outside the handlers: the framework's refusals, the database away, errors of ours.</summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var refusal = Refusal(context, e);
            context.SetEndpoint(null);
            await AnswerAsync(context, refusal);
            return;
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await AnswerBareStatusAsync(context);
        }
    }

    private NotifyError Refusal(HttpContext context, Exception e)
    {
        switch (e)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return NotifyError.BodyTooLarge;
            case BadHttpRequestException bad:
                return new NotifyError(bad.StatusCode, NotifyError.BadRequest, "The request could not be read");
            default:
                if (e is NpgsqlException or SocketException && DatabaseFaults.IsAway(e))
                {
                    DatabaseAway(context.TraceIdentifier, DatabaseFaults.Words(e));
                    return NotifyError.Unavailable;
                }

                Unhandled(e, context.TraceIdentifier);
                return NotifyError.Internal;
        }
    }

    private static async Task AnswerAsync(HttpContext context, NotifyError refusal)
    {
        if (Answers.IsApi(context.Request.Path))
        {
            await ApiResults.Problem(refusal).ExecuteAsync(context);
        }
        else
        {
            if (refusal.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            context.Response.StatusCode = refusal.StatusCode;
            await AnswerBareStatusAsync(context);
        }
    }

    /// <summary>Unknown routes and wrong methods keep the older two-member shape under the API; people see a page.</summary>
    private static Task AnswerBareStatusAsync(HttpContext context) =>
        ErrorPages.WantsPage(context.Request)
            ? ErrorPages.WriteAsync(context)
            : ApiResults.WriteOlderShapeAsync(context);

    [LoggerMessage(1000, LogLevel.Error, "Request {RequestId} failed")]
    private partial void Unhandled(Exception exception, string requestId);

    [LoggerMessage(1001, LogLevel.Warning, "Request {RequestId} found no database: {Reason}")]
    private partial void DatabaseAway(string requestId, string reason);
}
