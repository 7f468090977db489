using System.Security.Cryptography;
using System.Text;

namespace Notify.Data.Embedded;

/// <summary>The folder that holds one cluster, its password, its log and its socket.</summary>
internal sealed record ClusterPlace(string Folder)
{
    /// <summary>Bytes of a socket's path, the end mark not counted: <c>sun_path</c> holds 108 on Linux and 104 on macOS.</summary>
    private const int LongestSocketPath = 103;

    public string Cluster => Path.Combine(Folder, "cluster");

    public string PidFile => Path.Combine(Cluster, "postmaster.pid");

    public string PasswordFile => Path.Combine(Folder, "password");

    public string Log => Path.Combine(Folder, "postgres.log");

    public string SocketFolder => Path.Combine(Folder, "socket");

    public bool HasCluster => Directory.Exists(Cluster);

    /// <summary>Commas separate folders in PostgreSQL's setting and hosts in Npgsql's.</summary>
    public bool CanHoldSocket =>
        !OperatingSystem.IsWindows()
        && !Folder.Contains(',', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(Path.Combine(SocketFolder, ".s.PGSQL.5432")) <= LongestSocketPath;

    public static ClusterPlace In(string dataFolder) => new(Path.Combine(dataFolder, "postgres"));

    /// <summary>For a data folder that the user who runs PostgreSQL cannot reach, such as one under <c>/root</c>.</summary>
    public static ClusterPlace Outside(string dataFolder) => new(Path.Combine(
        DataFolder.OfRoot,
        "clusters",
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16]));

    /// <returns>Where the data folder's cluster is, or null when it has none yet.</returns>
    public static ClusterPlace? Existing(string dataFolder)
    {
        ClusterPlace[] places = OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess
            ? [In(dataFolder)]
            : [In(dataFolder), Outside(dataFolder)];
        return places.FirstOrDefault(place => place.HasCluster);
    }

    /// <summary>Where the data folder's cluster is or is to be. The folder is there afterwards.</summary>
    public static async Task<ClusterPlace> ForAsync(
        string dataFolder, Account account, Action<string>? say, CancellationToken cancellationToken)
    {
        if (Existing(dataFolder) is { } existing)
        {
            return existing;
        }

        var inside = In(dataFolder);
        if (!account.IsOther || await CanEnterAsync(account, dataFolder, cancellationToken))
        {
            DataFolder.Make(inside.Folder);
            return inside;
        }

        var outside = Outside(dataFolder);
        if (!TryMake(outside) || !await CanEnterAsync(account, outside.Folder, cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL does not run as root, and the user it runs as can use neither {dataFolder} nor {outside.Folder}: name another folder with --data or {DataFolder.Variable}.");
        }

        // Tells who looks at it whose cluster it is.
        await File.WriteAllTextAsync(Path.Combine(outside.Folder, "data-folder"), dataFolder + "\n", cancellationToken);
        say?.Invoke($"PostgreSQL does not run as root and its user cannot enter {dataFolder}: the database is kept in {outside.Folder}.");
        return outside;
    }

    private static bool TryMake(ClusterPlace place)
    {
        try
        {
            DataFolder.Make(place.Folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<bool> CanEnterAsync(Account account, string folder, CancellationToken cancellationToken) =>
        (await Command.RunAsync([.. account.Prefix, "test", "-x", folder], "/", cancellationToken)).Succeeded;
}
