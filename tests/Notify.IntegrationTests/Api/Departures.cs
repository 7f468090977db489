namespace Notify.IntegrationTests.Api;

/// <summary>Recorded cases that are answered otherwise on purpose.</summary>
internal static class Departures
{
    /// <summary>By id of the case: why. A case listed here that is answered as recorded fails its test.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
