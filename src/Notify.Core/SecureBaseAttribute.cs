using System.ComponentModel.DataAnnotations;

namespace Notify.Core;

/// <summary>The base of addresses to which we send what others must not read: https, or http towards this machine alone. Empty counts as not set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureBaseAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string { Length: > 0 } text || IsSecure(text);

    /// <summary>Whether an address is https, or http on a loopback host.</summary>
    public static bool IsSecure(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
