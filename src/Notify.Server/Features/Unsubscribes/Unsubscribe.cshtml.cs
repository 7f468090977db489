using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NetEscapades.AspNetCore.SecurityHeaders;
using Notify.Core.Services;
using Notify.Core.Unsubscribes;
using Notify.Data.Services;
using Notify.Data.Unsubscribes;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Unsubscribes;

/// <summary>What people see who open the unsubscribe link of a mail: a button, since scanners follow links, too.</summary>
[SecurityHeadersPolicy(SecretLinkPolicy.Name)]
public sealed class UnsubscribeModel(UnsubscribeTokens tokens, UnsubscribeStore requests, ServiceStore services) : PageModel
{
    public enum View
    {
        Broken,
        Asks,
        Unsubscribed,
    }

    public View Shows { get; private set; }

    /// <summary>Set unless the link is broken.</summary>
    public Service? Sender { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, string token, CancellationToken cancellationToken)
    {
        if (!ErrorPages.WantsPage(Request))
        {
            // Programs get the contract's answer: to them the address takes nothing but a POST.
            Response.Headers.Allow = HttpMethods.Post;
            return StatusCode(StatusCodes.Status405MethodNotAllowed);
        }

        if (Guid.TryParseExact(id, "D", out var notificationId) && tokens.Read(notificationId, token) is { } link)
        {
            Sender = await services.FindAsync(link.ServiceId.ToString(), cancellationToken);
            Shows = Sender is null ? View.Broken : await requests.IsOpenAsync(link, cancellationToken) ? View.Unsubscribed : View.Asks;
        }

        if (Shows == View.Broken)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return Page();
    }
}
