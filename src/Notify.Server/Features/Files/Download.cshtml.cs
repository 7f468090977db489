using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NetEscapades.AspNetCore.SecurityHeaders;
using Notify.Core.Services;
using Notify.Data.Files;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Files;

/// <summary>The page that a link in an e-mail leads to. Asks for the recipient's address where the sender wanted that; then offers the file.</summary>
[SecurityHeadersPolicy(SecretLinkPolicy.Name)]
public sealed class DownloadModel(FileDownloads downloads, AddressProof proof) : PageModel
{
    public enum View
    {
        Gone,
        AsksAddress,
        TooManyTries,
        OffersFile,
    }

    public View Shows { get; private set; }

    /// <summary>Who sent the file; null when the link names no service.</summary>
    public Service? Sender { get; private set; }

    /// <summary>Set unless it is gone.</summary>
    public FileAtHand? Item { get; private set; }

    /// <summary>What is wrong with the address typed.</summary>
    public string? Fault { get; private set; }

    [BindProperty]
    public string? EmailAddress { get; set; }

    public async Task<IActionResult> OnGetAsync(string service, string file, [FromQuery] string? key, CancellationToken cancellationToken)
    {
        await FindAsync(service, file, key, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string service, string file, [FromQuery] string? key, CancellationToken cancellationToken)
    {
        await FindAsync(service, file, key, cancellationToken);
        if (Shows != View.AsksAddress)
        {
            return Page();
        }

        if (string.IsNullOrWhiteSpace(EmailAddress))
        {
            return Ask("Enter your email address");
        }

        if (!Core.Recipients.EmailAddress.TryParse(EmailAddress, out var address, out _))
        {
            return Ask("Enter an email address in the correct format, like name@example.com");
        }

        switch (await downloads.GuessAsync(Item!, address.Normalised, cancellationToken))
        {
            case Guess.Right:
                proof.Give(HttpContext, Item!.Stored);
                return LocalRedirect($"{Request.Path}{Request.QueryString}");
            case Guess.Wrong:
                return Ask("The file was not sent to this email address. Enter the address that received the email with the link");
            case Guess.TooMany:
                Shows = View.TooManyTries;
                Response.Headers.RetryAfter = ((int)FileGuesses.Pause.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return Page();
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}");
        }
    }

    private async Task FindAsync(string service, string file, string? key, CancellationToken cancellationToken)
    {
        Item = await downloads.FindAsync(service, file, key, cancellationToken);
        Sender = await downloads.ServiceAsync(service, cancellationToken);
        Shows = Item is null ? View.Gone
            : Item.Stored.RecipientHash is not null && !proof.IsGiven(HttpContext, Item.Stored) ? View.AsksAddress
            : View.OffersFile;
        if (Shows == View.Gone)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private PageResult Ask(string fault)
    {
        Fault = fault;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
