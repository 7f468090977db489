using System.Text;
using Notify.Core.Notifications;
using Notify.Data.Sandbox;

namespace Notify.Server.Features.Sandbox;

/// <summary>Parts of a captured e-mail on addresses of their own: the HTML for the frame, the source for a mail program.</summary>
internal static class SandboxParts
{
    /// <summary>Someone else's HTML: no script, no form, nothing from elsewhere, whatever it holds.</summary>
    private const string FramePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";

    public static void MapSandboxParts(this WebApplication app)
    {
        app.MapGet("/sandbox/{id:guid}/html", HtmlAsync);
        app.MapGet("/sandbox/{id:guid}/raw", RawAsync);
    }

    private static async Task<IResult> HtmlAsync(Guid id, HttpContext context, SandboxAccess access, SandboxMessageStore messages)
    {
        if (await FindAsync(id, context, access, messages) is not { } message)
        {
            return Results.StatusCode(access.Allows(context) ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden);
        }

        context.Response.OnStarting(() =>
        {
            context.Response.Headers.ContentSecurityPolicy = FramePolicy;
            return Task.CompletedTask;
        });
        return Results.Content(CapturedEmail.Read(message).Html, "text/html; charset=utf-8", Encoding.UTF8);
    }

    private static async Task<IResult> RawAsync(Guid id, HttpContext context, SandboxAccess access, SandboxMessageStore messages) =>
        await FindAsync(id, context, access, messages) is { } message
            ? Results.File(message.Content.ToArray(), "message/rfc822", $"{message.NotificationId}.eml")
            : Results.StatusCode(access.Allows(context) ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden);

    private static async Task<CapturedMessage?> FindAsync(Guid id, HttpContext context, SandboxAccess access, SandboxMessageStore messages) =>
        access.Allows(context) && await messages.FindAsync(id, context.RequestAborted) is { Channel: Channel.Email } message ? message : null;
}
