namespace Notify.Core.Services;

/// <summary>The government team that sends; everything it owns carries its id.</summary>
public sealed record Service
{
    /// <summary>Version 4 UUID: one client library refuses any other.</summary>
    public required Guid Id { get; init; }

    /// <summary>Shown to recipients as the sender of e-mails; unique regardless of case.</summary>
    public required string Name { get; init; }

    /// <summary>False once archived: it can neither send nor authenticate.</summary>
    public bool Active { get; init; } = true;

    /// <summary>While set, only its team and guest list are written to.</summary>
    public bool TrialMode { get; init; }

    /// <summary>What it may do; anything not listed is refused.</summary>
    public IReadOnlySet<ServicePermission> Permissions { get; init; } = ServicePermissions.Usual;

    public ServiceLimits Limits { get; init; } = new();

    /// <summary>Whether its texts begin with <see cref="Name"/> and a colon.</summary>
    public bool PrefixSms { get; init; }

    /// <summary>Whom people ask about a file sent to them: a web address, an e-mail address or a phone number. Null: it sends no files.</summary>
    public string? ContactLink { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public bool May(ServicePermission permission) => Permissions.Contains(permission);
}
