using System.Net;
using Notify.Core.Nations;

namespace Notify.Server.Hosting;

/// <summary>Plain pages for people who ask for something that is not there or cannot be shown. They stand alone: they must work when nothing else does.</summary>
internal static class ErrorPages
{
    /// <summary>A browser asks, and not for something under the API.</summary>
    public static bool WantsPage(HttpRequest request) =>
        !Answers.IsApi(request.Path) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static Task WriteAsync(HttpContext context)
    {
        var (title, text) = Words(context.Response.StatusCode);
        var product = WebUtility.HtmlEncode(Product(context.RequestServices.GetRequiredService<NationPack>()));
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en" dir="ltr" class="govuk-template">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
              <meta name="robots" content="noindex">
              <title>{WebUtility.HtmlEncode(title)} – {product}</title>
              <link rel="icon" href="/favicon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/govuk-frontend/govuk-frontend.min.css">
              <link rel="stylesheet" href="/notify.css">
            </head>
            <body class="govuk-template__body">
              <a href="#main-content" class="govuk-skip-link">Skip to main content</a>
              <header class="notify-header">
                <div class="govuk-width-container"><a class="notify-header__name" href="/">{product}</a></div>
              </header>
              <div class="govuk-width-container">
                <main class="govuk-main-wrapper govuk-main-wrapper--l" id="main-content" tabindex="-1">
                  <h1 class="govuk-heading-l">{WebUtility.HtmlEncode(title)}</h1>
                  <p class="govuk-body">{WebUtility.HtmlEncode(text)}</p>
                  <p class="govuk-body"><a class="govuk-link" href="/">Go to the start page</a></p>
                </main>
              </div>
              <footer class="govuk-footer">
                <div class="govuk-width-container"><a class="govuk-footer__link" href="/_status">Status and version</a></div>
              </footer>
            </body>
            </html>
            """,
            context.RequestAborted);
    }

    private static string Product(NationPack nation) => nation.Product.Name.GetValueOrDefault(nation.DefaultLanguage, "Notify");

    private static (string Title, string Text) Words(int status) => status switch
    {
        StatusCodes.Status403Forbidden => ("You’re not allowed to see this page", "The sandbox inbox shows messages to people on this machine only, unless the operator opens it."),
        StatusCodes.Status404NotFound => ("Page not found", "If you typed the web address, check it is correct. Messages are kept for a limited time only."),
        StatusCodes.Status413PayloadTooLarge => ("Your request was too large", "Send less at a time."),
        StatusCodes.Status503ServiceUnavailable => ("Sorry, Notify is not available right now", "The database does not answer. Try again in a moment: nothing that was accepted is lost."),
        >= 500 => ("Sorry, there’s a problem with Notify", "Try again later."),
        _ => ("This request could not be read", "Go back and try again."),
    };
}
