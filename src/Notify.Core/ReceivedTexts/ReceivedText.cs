namespace Notify.Core.ReceivedTexts;

/// <summary>A text that somebody sent to a service.</summary>
public sealed record ReceivedText
{
    /// <summary>Version 7 UUID, made by <see cref="Ids.New"/>.</summary>
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>The service's number, in national form.</summary>
    public required string NotifyNumber { get; init; }

    /// <summary>Digits with country code, or the sender as given when it is no number.</summary>
    public required string UserNumber { get; init; }

    /// <summary>As received, in clear: the store encrypts it.</summary>
    public required string Content { get; init; }

    /// <summary>When it came in, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the provider it came through; null where that is not known.</summary>
    public string? Provider { get; init; }

    /// <summary>The provider's own id.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>When the provider says that it came in, UTC.</summary>
    public DateTimeOffset? ProviderTime { get; init; }

    /// <summary>What it asks for when it is nothing but such a word.</summary>
    public OptOutWord? OptOut { get; init; }

    /// <summary>Prints ids only: a record would print what somebody wrote.</summary>
    public override string ToString() => $"[received text {Id}]";
}
