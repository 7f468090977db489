using Microsoft.AspNetCore.DataProtection;
using Notify.Core.Files;
using Notify.Data.Files;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Files;

/// <summary>Remembers for a while, in the browser, that somebody knew the address a file was sent to.</summary>
public sealed class AddressProof(IDataProtectionProvider protection, PublicUrl url)
{
    private const string Cookie = "notify_file";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Notify.Files.AddressProof").ToTimeLimitedDataProtector();

    public void Give(HttpContext context, StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(file);
        context.Response.Cookies.Append(Cookie, _protector.Protect(file.Id.ToString(), Lifetime), new CookieOptions
        {
            // One cookie for each file, sent to nothing but its pages.
            Path = FileLink.PathOf(file.ServiceId, file.Id),
            HttpOnly = true,
            Secure = context.Request.IsHttps || url.Base.StartsWith("https://", StringComparison.Ordinal),

            // Not Strict: people come back by the link in their mail.
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
        });
    }

    public bool IsGiven(HttpContext context, StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(file);
        if (context.Request.Cookies[Cookie] is not { } proof)
        {
            return false;
        }

        try
        {
            return _protector.Unprotect(proof) == file.Id.ToString();
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
