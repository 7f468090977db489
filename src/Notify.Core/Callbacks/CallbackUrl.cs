namespace Notify.Core.Callbacks;

/// <summary>Judges what a service gives as the receiver of its callbacks.</summary>
public static class CallbackUrl
{
    /// <summary>Characters, at most.</summary>
    public const int MaxLength = 2000;

    /// <summary>Characters of the bearer token, at least.</summary>
    public const int MinTokenLength = 10;

    /// <summary>Characters of the bearer token, at most.</summary>
    public const int MaxTokenLength = 1000;

    /// <param name="allowHttp">The operator allows plain HTTP.</param>
    /// <param name="allowInternal">The operator allows networks of his own, and so addresses and names of theirs.</param>
    /// <returns>What is wrong, in the original's words; null: nothing.</returns>
    public static string? WhyRefused(string? url, bool allowHttp, bool allowInternal)
    {
        if (string.IsNullOrWhiteSpace(url))
        {
            return "Cannot be empty";
        }

        if (url.Length > MaxLength || url.Any(c => c <= ' ' || c == '\u007f') || url.Contains('\\', StringComparison.Ordinal)
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Port == 0
            || !(uri.Scheme == Uri.UriSchemeHttps || (allowHttp && uri.Scheme == Uri.UriSchemeHttp)))
        {
            return "Must be a valid https URL";
        }

        // A name with a top-level domain of letters: no bare address, nothing that only resolves inside a network.
        var last = uri.IdnHost[(uri.IdnHost.LastIndexOf('.') + 1)..];
        var isPublicName = uri.HostNameType == UriHostNameType.Dns && uri.IdnHost.Contains('.', StringComparison.Ordinal)
            && last.Length >= 2 && (last.All(char.IsAsciiLetter) || last.StartsWith("xn--", StringComparison.OrdinalIgnoreCase));
        return isPublicName || allowInternal ? null : "Must be a valid https URL";
    }

    /// <returns>What is wrong with a bearer token; null: nothing.</returns>
    /// <remarks>It travels in a header: visible ASCII only.</remarks>
    public static string? WhyTokenRefused(string? token) =>
        string.IsNullOrWhiteSpace(token) ? "Cannot be empty"
        : token.Length < MinTokenLength ? $"Must be at least {MinTokenLength} characters"
        : token.Length > MaxTokenLength ? $"Must be at most {MaxTokenLength} characters"
        : token.Any(c => c is <= ' ' or > '~') ? "Must be letters, digits and signs of ASCII, without spaces"
        : null;
}
