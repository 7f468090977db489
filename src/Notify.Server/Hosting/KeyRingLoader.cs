using System.Security.Cryptography;
using Notify.Core.Secrets;

namespace Notify.Server.Hosting;

/// <summary>Makes the key ring from the settings, or from a key of this machine's own.</summary>
public static class KeyRingLoader
{
    private const string FileName = "encryption-key";

    /// <summary>Ids of keys that a machine made for itself begin so; <c>doctor</c> warns of them.</summary>
    public const string OwnKeyPrefix = "own-";

    /// <param name="dataFolder">Where the machine's own key lies or is made (mode 600) when the settings name none.</param>
    /// <exception cref="RefusedException">A key cannot be read or is not one.</exception>
    public static KeyRing Load(EncryptionOptions options, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            if (options.Keys.Count == 0)
            {
                var own = OwnKey(dataFolder);
                return new KeyRing([own], own.Id);
            }

            var keys = options.Keys.Select(key => new EncryptionKey(key.Id, Secret(key))).ToList();
            return new KeyRing(keys, options.WriteKey.Length > 0 ? options.WriteKey : keys[0].Id);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"The encryption keys ({EncryptionOptions.Section}) cannot be used: {e.Message.Split(" (Parameter", 2)[0]}", e);
        }
    }

    /// <summary>Whether the machine has made a key for itself already.</summary>
    public static bool HasOwnKey(string dataFolder) => File.Exists(Path.Combine(dataFolder, FileName));

    private static byte[] Secret(EncryptionOptions.KeyOptions key) =>
        Convert.FromBase64String((key.SecretFile.Length > 0 ? File.ReadAllText(key.SecretFile) : key.Secret).Trim());

    private static EncryptionKey OwnKey(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, FileName);
        if (!File.Exists(path))
        {
            PrivateFile.CreateOnce(path, EncryptionKey.NewSecret());
        }

        var bytes = Convert.FromBase64String(File.ReadAllText(path).Trim());
        return new EncryptionKey(OwnKeyPrefix + Convert.ToHexStringLower(SHA256.HashData(bytes)[..4]), bytes);
    }
}
