using Notify.Providers;

namespace Notify.Server.Receipts;

/// <summary>Section <c>Notify:Gateways:NAME</c>: what a nation's file says nothing of, since it differs from one installation to the next.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Notify:Gateways";

    /// <summary>Whether the gateway is there at all: sends, and has an address for receipts.</summary>
    public bool Enabled { get; init; }

    /// <summary>Scheme, host and port in place of the file's, such as a carrier's place for tests. Without a slash at the end.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>By the names that the file uses.</summary>
    public IDictionary<string, string> Secrets { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Files whose first line is the secret: better than <see cref="Secrets"/>.</summary>
    public IDictionary<string, string> SecretFiles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Secrets that the carrier may prove itself with as well, while one is being exchanged for the other.</summary>
    public IDictionary<string, string> OtherSecrets { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <returns>Null when it is given nowhere.</returns>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    public string? Secret(string name) =>
        SecretFile.Read(ValueOf(Secrets, name), ValueOf(SecretFiles, name)) is { Length: > 0 } secret ? secret : null;

    /// <returns>All values that a secret may have in a proof.</returns>
    public IReadOnlyList<string> Proving(string name) =>
        [.. new[] { Secret(name), ValueOf(OtherSecrets, name) }.OfType<string>().Where(secret => secret.Length > 0)];

    private static string ValueOf(IDictionary<string, string> values, string name) => values.TryGetValue(name, out var value) ? value : "";
}
