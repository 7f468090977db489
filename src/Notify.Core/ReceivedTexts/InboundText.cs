namespace Notify.Core.ReceivedTexts;

/// <summary>A text from a person, as a provider hands it over; told to be the provider's by whoever read it.</summary>
public sealed record InboundText
{
    /// <summary>Name of the provider, as on time lines.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's own id of the text; null where it gives none, and then a repeat cannot be told.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>Number of the person, or whatever stood there.</summary>
    public required string From { get; init; }

    /// <summary>Number that was written to, in any spelling.</summary>
    public required string To { get; init; }

    public required string Content { get; init; }

    /// <summary>What the provider itself took the text for; null: it does not say, and the nation's words decide.</summary>
    public OptOutWord? OptOut { get; init; }

    /// <summary>When the provider says that it came in, UTC; null: unknown.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Prints the provider only: a record would print what somebody wrote.</summary>
    public override string ToString() => $"[text through {Provider}]";
}
