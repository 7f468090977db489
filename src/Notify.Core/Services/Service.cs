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

    /// <summary>What its texts show as sender; null for the nation's default.</summary>
    public string? SmsSender { get; init; }

    /// <summary>Whether its texts begin with <see cref="Name"/> and a colon.</summary>
    public bool PrefixSms { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
