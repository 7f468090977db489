using Notify.Core.Services;

namespace Notify.Core.Notifications;

/// <summary>Which notifications of a service a page shows.</summary>
public sealed record NotificationFilter
{
    /// <summary>Sent with this kind of key; what people sent by hand counts as <see cref="KeyType.Normal"/>.</summary>
    public required KeyType KeyType { get; init; }

    /// <summary>Any of them; empty: all.</summary>
    public IReadOnlyCollection<Channel> Channels { get; init; } = [];

    /// <summary>Any of them; empty: all.</summary>
    public IReadOnlyCollection<NotificationStatus> Statuses { get; init; } = [];

    /// <summary>To the letter; null: any or none.</summary>
    public string? Reference { get; init; }

    /// <summary>Only those made before this one, which must be the service's own; null: from the newest on.</summary>
    public Guid? OlderThan { get; init; }

    /// <summary>Whether those that came from uploaded lists are shown.</summary>
    public bool IncludeJobs { get; init; }
}
