using Notify.Core.Secrets;
using Notify.Data.Services;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the encryption keys and whether they open what is stored.</summary>
internal static class EncryptionChecks
{
    private const string About = "encryption";

    public static IEnumerable<Finding> Keys(IConfiguration configuration, string dataFolder)
    {
        if (Options(configuration).Keys.Count == 0 && !KeyRingLoader.HasOwnKey(dataFolder))
        {
            yield return Finding.Warning(
                About, "no keys are set, so this machine will make a development key for itself", $"For more than trying out, set {EncryptionOptions.Section}:Keys on every host");
            yield break;
        }

        KeyRing? ring = null;
        Finding? bad = null;
        try
        {
            ring = Load(configuration, dataFolder);
        }
        catch (RefusedException e)
        {
            bad = Finding.Bad(About, "the keys cannot be used", e.Message);
        }

        yield return bad ?? (ring!.WriteKeyId.StartsWith(KeyRingLoader.OwnKeyPrefix, StringComparison.Ordinal)
            ? Finding.Warning(
                About,
                $"secrets are encrypted with a development key that this machine made for itself ({ring.WriteKeyId})",
                $"For more than trying out, set {EncryptionOptions.Section}:Keys on every host and keep a copy of the keys in a safe place")
            : Finding.Good(About, $"writes with key {ring.WriteKeyId}"));
    }

    public static async Task<Finding> StoredAsync(IConfiguration configuration, string dataFolder, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await new ApiKeyStore(source, Load(configuration, dataFolder)).WhyUndecipherableAsync(cancellationToken) is { } reason
                ? Finding.Bad("stored secrets", "they do not open", reason)
                : Finding.Good("stored secrets", "they open");
        }
        catch (RefusedException e)
        {
            return Finding.Bad("stored secrets", "they cannot be tried", e.Message);
        }
    }

    private static KeyRing Load(IConfiguration configuration, string dataFolder) => KeyRingLoader.Load(Options(configuration), dataFolder);

    private static EncryptionOptions Options(IConfiguration configuration) =>
        configuration.GetSection(EncryptionOptions.Section).Get<EncryptionOptions>() ?? new EncryptionOptions();
}
