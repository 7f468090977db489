namespace Notify.Server.Hosting;

/// <summary>Section <c>Notify:Encryption</c>: the key ring under which secrets and personalisation are encrypted.</summary>
public sealed class EncryptionOptions
{
    public const string Section = "Notify:Encryption";

    /// <summary>All keys that open what is stored. Empty: a key of this machine's own, kept in the data folder.</summary>
    public IReadOnlyList<KeyOptions> Keys { get; init; } = [];

    /// <summary>Id of the key that writes; empty: the first. Named apart, so that a new key is first known on every host and only then used.</summary>
    public string WriteKey { get; init; } = "";

    /// <summary>One key: its id and its 32 bytes in base64, given here or in a file.</summary>
    public sealed class KeyOptions
    {
        public string Id { get; init; } = "";

        /// <summary>32 bytes in base64.</summary>
        public string Secret { get; init; } = "";

        /// <summary>File that holds them instead.</summary>
        public string SecretFile { get; init; } = "";
    }
}
