using System.Text.Json.Serialization;
using Notify.Core.Unsubscribes;
using Notify.Data.Unsubscribes;

namespace Notify.Server.Features.Unsubscribes;

/// <summary>The address in the headers of mails: mail programs post to it when a person asks not to be written to again.</summary>
/// <remarks>Only <c>POST</c> does anything: scanners follow links. Requests are kept for the service, which decides; nothing stops later mails by itself.</remarks>
internal static class UnsubscribeApi
{
    public static void MapUnsubscribe(this WebApplication app) => app.MapPost("/unsubscribe/{id}/{token}", UnsubscribeAsync);

    private static async Task<IResult> UnsubscribeAsync(
        string id, string token, UnsubscribeTokens tokens, UnsubscribeStore requests, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var notificationId))
        {
            return Results.StatusCode(StatusCodes.Status404NotFound);
        }

        if (tokens.Read(notificationId, token) is not { } link)
        {
            return Results.Json(
                new UnsubscribeRefusal(new UnsubscribeFault("This is not a valid unsubscribe link."), "error"),
                UnsubscribeJson.Default.UnsubscribeRefusal,
                "application/json",
                StatusCodes.Status404NotFound);
        }

        await requests.AddAsync(link, cancellationToken);
        return Results.Json(new UnsubscribeAnswer("Unsubscribe successful", "success"), UnsubscribeJson.Default.UnsubscribeAnswer, "application/json");
    }
}

internal sealed record UnsubscribeAnswer(string Message, string Result);

internal sealed record UnsubscribeRefusal(UnsubscribeFault Message, string Result);

internal sealed record UnsubscribeFault([property: JsonPropertyName("unsubscribe request")] string UnsubscribeRequest);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UnsubscribeAnswer))]
[JsonSerializable(typeof(UnsubscribeRefusal))]
internal sealed partial class UnsubscribeJson : JsonSerializerContext;
