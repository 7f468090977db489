namespace Notify.Core.Nations;

/// <summary>Field <c>email</c> of a nation.</summary>
public sealed record EmailSettings
{
    /// <summary>The host of sender addresses: <c>‹service's local part›@‹domain›</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>Letters that the local part made from a service's name may hold.</summary>
    public LocalPartLetters LocalPart { get; init; } = LocalPartLetters.AnyScript;

    /// <summary>Addresses accepted and answered like any other, but never stored or sent. Lower case.</summary>
    public IReadOnlyList<string> Simulated { get; init; } = [];

    /// <summary>Addresses that make a test key's notification end as <c>temporary-failure</c>; compared as sent.</summary>
    public IReadOnlyList<string> TestTemporaryFailure { get; init; } = [];

    /// <summary>Addresses that make a test key's notification end as <c>permanent-failure</c>; compared as sent.</summary>
    public IReadOnlyList<string> TestPermanentFailure { get; init; } = [];
}

public enum LocalPartLetters
{
    AnyScript,

    /// <summary>Letters outside ASCII are left out: for carriers without SMTPUTF8.</summary>
    Ascii,
}
