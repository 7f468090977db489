using System.Text;
using Notify.Core.Notifications;
using Notify.Data.Sandbox;

namespace Notify.Server.Features.Sandbox;

/// <summary>Parts of a captured e-mail on addresses of their own: the HTML for the frame, the source for a mail program.</summary>
internal static class SandboxParts
{
    /// <summary>Name of the headers of someone else's HTML.</summary>
    public const string HtmlPolicy = "captured e-mail";

    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    /// <summary>No script, no form, nothing from elsewhere, whatever the HTML holds. Links open windows of their own, as in a mail program.</summary>
    public static HeaderPolicyCollection HtmlPolicies { get; } = new HeaderPolicyCollection()
        .AddReferrerPolicyNoReferrer()
        .AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().None();
            policy.AddStyleSrc().UnsafeInline();
            policy.AddImgSrc().Data();
            policy.AddFormAction().None();
            policy.AddFrameAncestors().Self();
            policy.AddSandbox().AllowPopups().AllowPopupsToEscapeSandbox();
        });

    public static void MapSandboxParts(this WebApplication app)
    {
        app.MapMethods("/sandbox/{id:guid}/html", ReadMethods, HtmlAsync).WithSecurityHeadersPolicy(HtmlPolicy);
        app.MapMethods("/sandbox/{id:guid}/raw", ReadMethods, RawAsync);
    }

    private static async Task<IResult> HtmlAsync(Guid id, HttpContext context, SandboxAccess access, SandboxMessageStore messages)
    {
        if (await FindAsync(id, context, access, messages) is not { } message)
        {
            return Results.StatusCode(access.Allows(context) ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden);
        }

        return Results.Content(LinksInNewWindows(CapturedEmail.Read(message).Html), "text/html; charset=utf-8", Encoding.UTF8);
    }

    /// <summary>In the frame, which shows nothing from elsewhere, a link would lead nowhere.</summary>
    private static string LinksInNewWindows(string html)
    {
        var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        return head < 0 ? html : html.Insert(head + "<head>".Length, "<base target=\"_blank\">");
    }

    private static async Task<IResult> RawAsync(Guid id, HttpContext context, SandboxAccess access, SandboxMessageStore messages) =>
        await FindAsync(id, context, access, messages) is { } message
            ? Results.File(message.Content.ToArray(), "message/rfc822", $"{message.NotificationId}.eml")
            : Results.StatusCode(access.Allows(context) ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden);

    private static async Task<CapturedMessage?> FindAsync(Guid id, HttpContext context, SandboxAccess access, SandboxMessageStore messages) =>
        access.Allows(context) && await messages.FindAsync(id, context.RequestAborted) is { Channel: Channel.Email } message ? message : null;
}
