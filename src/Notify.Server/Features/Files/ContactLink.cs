using System.Text.RegularExpressions;
using Notify.Core.Recipients;

namespace Notify.Server.Features.Files;

/// <summary>A service's contact details as a link: they are a web address, an e-mail address or a phone number, as somebody typed them.</summary>
/// <param name="Address">For <c>href</c>; null when nothing can be linked to.</param>
/// <param name="Text">What the link says.</param>
public sealed partial record ContactLink(string? Address, string Text)
{
    public static ContactLink From(string contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var text = contact.Trim();
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return new(uri.AbsoluteUri, text);
        }

        if (EmailAddress.TryParse(text, out var email, out _))
        {
            return new($"mailto:{Uri.EscapeDataString(email.Value).Replace("%40", "@", StringComparison.Ordinal)}", text);
        }

        // The zero in +44 (0)20 is dialled only at home.
        return PhoneNumber().IsMatch(text)
            ? new($"tel:{NotDialled().Replace(text[0] == '+' ? text.Replace("(0)", "", StringComparison.Ordinal) : text, "")}", text)
            : new(null, text);
    }

    [GeneratedRegex(@"^\+?[0-9][0-9 ()\-]{3,30}$")]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"[ ()\-]")]
    private static partial Regex NotDialled();
}
