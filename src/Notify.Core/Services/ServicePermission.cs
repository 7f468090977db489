namespace Notify.Core.Services;

/// <summary>Something a service may do.</summary>
#pragma warning disable CA1711 // The field's own word; the rule keeps it for a class of .NET Framework.
public enum ServicePermission
#pragma warning restore CA1711
{
    Email,
    Sms,

    /// <summary>Kept for services that are brought in from elsewhere: letters are never sent.</summary>
    Letter,

    /// <summary>Texts to other countries.</summary>
    InternationalSms,

    /// <summary>Texts to landlines of the nation.</summary>
    SmsToLandlines,

    /// <inheritdoc cref="Letter"/>
    InternationalLetters,

    /// <summary>Texts from people to the service.</summary>
    InboundSms,
}

/// <summary>The words of <see cref="ServicePermission"/> in the database and in files.</summary>
public static class ServicePermissions
{
    /// <summary>What a service has unless said otherwise: e-mail and texts at home.</summary>
    public static IReadOnlySet<ServicePermission> Usual { get; } = new HashSet<ServicePermission> { ServicePermission.Email, ServicePermission.Sms };

    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<ServicePermission>().Select(Wire)];

    public static string Wire(this ServicePermission permission) => permission switch
    {
        ServicePermission.Email => "email",
        ServicePermission.Sms => "sms",
        ServicePermission.Letter => "letter",
        ServicePermission.InternationalSms => "international_sms",
        ServicePermission.SmsToLandlines => "sms_to_landlines",
        ServicePermission.InternationalLetters => "international_letters",
        ServicePermission.InboundSms => "inbound_sms",
        _ => throw new ArgumentOutOfRangeException(nameof(permission)),
    };

    /// <returns>Null for a word that is no permission.</returns>
    public static ServicePermission? TryParse(string word) =>
        Enum.GetValues<ServicePermission>().Cast<ServicePermission?>().FirstOrDefault(permission => permission!.Value.Wire() == word);

    /// <exception cref="FormatException">The word is no permission; only our own database is read with this.</exception>
    public static ServicePermission Parse(string word) => TryParse(word) ?? throw new FormatException($"'{word}' is not a permission");
}
