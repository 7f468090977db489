namespace Notify.Core.Recipients;

/// <summary>Which numbers a service may send to.</summary>
/// <param name="International">Numbers outside the nation's domestic regions.</param>
/// <param name="Landlines">Domestic landlines, where the nation's <c>phone.landlines</c> leaves that to a permission.</param>
public sealed record PhonePermissions(bool International, bool Landlines)
{
    /// <summary>Everything: what the schema of API v2 checks against, before the service's permissions are looked at.</summary>
    public static PhonePermissions All { get; } = new(true, true);
}
