using Notify.Core.Unsubscribes;
using Notify.Data.Unsubscribes;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Unsubscribes;

/// <summary>The button of the page behind an unsubscribe link. At a path of its own: at the link's, mail programs post and read JSON.</summary>
/// <remarks>No antiforgery token: whoever can send this request has the link, and could post to that.</remarks>
internal static class UnsubscribeConfirmation
{
    public static void MapUnsubscribeConfirmation(this WebApplication app) =>
        app.MapPost("/unsubscribe/{id:guid}/{token}/confirm", ConfirmAsync).WithSecurityHeadersPolicy(SecretLinkPolicy.Name);

    /// <returns>Leads back to the page, which shows what has become of the link, so that a reload sends nothing again.</returns>
    private static async Task<IResult> ConfirmAsync(
        Guid id, string token, UnsubscribeTokens tokens, UnsubscribeStore requests, CancellationToken cancellationToken)
    {
        if (tokens.Read(id, token) is { } link)
        {
            await requests.AddAsync(link, cancellationToken);
        }

        return Results.LocalRedirect($"/unsubscribe/{id}/{Uri.EscapeDataString(token)}");
    }
}
