using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Notify.Core.Services;

/// <summary>The text a person is given once: <c>‹name›-‹service id›-‹secret›</c>, both ids 36-character lower-case UUIDs.</summary>
/// <remarks>All six client libraries cut it from the end (last 36 characters, and the 36 before the hyphen), so its shape never changes.</remarks>
/// <param name="Name">The key's name made safe: lower-case letters, digits and underscores.</param>
public sealed record KeyString(string Name, Guid ServiceId, Guid Secret)
{
    private const int IdLength = 36;

    /// <returns>The whole text; a secret.</returns>
    public string Reveal() => $"{Name}-{ServiceId:D}-{Secret:D}";

    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"[key string of service {ServiceId}]";

    /// <param name="keyName">What a person typed.</param>
    /// <returns>The name as it stands in a key string: accents gone, runs of white space one underscore, everything but
    /// ASCII letters, digits and underscores dropped, lower case; <c>key</c> when nothing is left.</returns>
    public static string SafeName(string keyName)
    {
        var text = new StringBuilder();
        var afterSpace = false;
        foreach (var c in keyName.Trim().Normalize(NormalizationForm.FormD))
        {
            if (char.IsWhiteSpace(c))
            {
                afterSpace = true;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                text.Append(afterSpace ? "_" : "").Append(char.ToLowerInvariant(c));
                afterSpace = false;
            }
        }

        return text.Length == 0 ? "key" : text.ToString();
    }

    /// <param name="text">A key string, or only its last 73 characters.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KeyString? key)
    {
        key = null;
        text = text?.Trim() ?? "";
        if (text.Length < (2 * IdLength) + 1
            || text[^(IdLength + 1)] != '-'
            || !Guid.TryParseExact(text[^IdLength..], "D", out var secret)
            || !Guid.TryParseExact(text[^((2 * IdLength) + 1)..^(IdLength + 1)], "D", out var serviceId))
        {
            return false;
        }

        var name = text[..^((2 * IdLength) + 1)];
        key = new KeyString(name.EndsWith('-') ? name[..^1] : name, serviceId, secret);
        return true;
    }

    /// <returns>A signed token for the <c>Authorization: Bearer</c> header, valid for 30 seconds around <paramref name="issuedAt"/>.</returns>
    public string Token(DateTimeOffset issuedAt) =>
        ApiToken.Sign(
            string.Create(CultureInfo.InvariantCulture, $$"""{"iss":"{{ServiceId:D}}","iat":{{issuedAt.ToUnixTimeSeconds()}}}"""),
            Encoding.UTF8.GetBytes(Secret.ToString("D")));
}
