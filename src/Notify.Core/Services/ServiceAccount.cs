namespace Notify.Core.Services;

/// <summary>A service with all that a request of it is judged by, as it was at one moment.</summary>
public sealed record ServiceAccount
{
    public required Service Service { get; init; }

    /// <summary>Keys that may sign, and those that could until lately, which are told so.</summary>
    public required IReadOnlyList<ApiKey> Keys { get; init; }

    /// <summary>In use, the default first.</summary>
    public required IReadOnlyList<ReplyTo> ReplyTos { get; init; }

    /// <summary>In use, the default first.</summary>
    public required IReadOnlyList<TextSender> TextSenders { get; init; }

    /// <summary>Addresses and numbers of the team and the guests, as typed: whom team keys and trial mode reach.</summary>
    public required IReadOnlyList<string> OwnRecipients { get; init; }

    /// <summary>Prints the id only.</summary>
    public override string ToString() => $"[service {Service.Id}]";
}
