namespace Notify.IntegrationTests.Api;

/// <summary>Recorded cases that are answered otherwise on purpose.</summary>
internal static class Departures
{
    /// <summary>Letters are not sent: once a request has passed the limits and the schema, its service is told that it may not send them,
    /// which every client library reads. The original goes on to template, key, address and acceptance.</summary>
    private const string NoLetters = "this product sends no letters";

    /// <summary>By id of the case: why. A case listed here that is answered as recorded fails its test.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["letters/team-key-unknown-template"] = NoLetters,
        ["letters/trial-mode-live-key"] = NoLetters,
        ["letters/team-key-precompiled"] = NoLetters,
        ["letters/trial-mode-precompiled"] = NoLetters,
        ["letters/template-unknown"] = NoLetters,
        ["letters/template-other-service"] = NoLetters,
        ["letters/address-one-line"] = NoLetters,
        ["letters/address-two-lines"] = NoLetters,
        ["letters/address-eight-lines"] = NoLetters,
        ["letters/address-bad-postcode"] = NoLetters,
        ["letters/address-no-letters"] = NoLetters,
        ["letters/accepted-test-key"] = NoLetters,
        ["letters/accepted-plain"] = NoLetters,
    };
}
