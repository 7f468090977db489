using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Notify.Data.Embedded;

/// <summary>A private PostgreSQL in a data folder of this process's own. Dispose it to stop it.</summary>
/// <remarks>
/// It outlives this process if that is killed; the next start stops it and goes on with its data. It is not tied to the
/// process by a parent-death signal, since that follows the thread that started it, and threads of a pool end.
/// </remarks>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string User = "notify";
    private const string DatabaseName = "notify";
    private const int SocketNumber = 5432;
    private const int StartTries = 5;

    private readonly Cluster _cluster;
    private readonly FolderLock _lock;
    private readonly EventHandler _atExit;
    private readonly SemaphoreSlim _stopping = new(1, 1);
    private bool _stopped;

    private EmbeddedPostgres(Cluster cluster, FolderLock folderLock, string dataFolder, string connectionString)
    {
        _cluster = cluster;
        _lock = folderLock;
        DataFolder = dataFolder;
        ConnectionString = connectionString;

        // For a process that ends without disposing: better late than left running.
        _atExit = (_, _) => StopAsync().GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit += _atExit;
    }

    /// <summary>To a database <c>notify</c>, as its owner. Holds the password: never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>Such as <c>18.4</c>.</summary>
    public string Version => _cluster.Binaries.Version;

    public string DataFolder { get; }

    /// <summary>Where its programs are.</summary>
    public string BinFolder => _cluster.Binaries.BinFolder;

    /// <summary>Where the cluster lies: <c>postgres</c> in the data folder, or elsewhere when PostgreSQL's user cannot reach that.</summary>
    public string ClusterFolder => _cluster.Place.Cluster;

    /// <summary>What PostgreSQL says, its refusals among it.</summary>
    public string LogFile => _cluster.Place.Log;

    /// <summary>Makes the cluster unless it exists, starts it, and makes the database <c>notify</c> unless it exists.</summary>
    /// <exception cref="EmbeddedPostgresException">Something a person must mend; the message says how.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var dataFolder = Embedded.DataFolder.Prepare(options.DataFolder);
        var folderLock = FolderLock.Take(dataFolder);
        try
        {
            var cluster = await Cluster.OpenAsync(dataFolder, options, cancellationToken);
            await cluster.StopPredecessorAsync(cancellationToken);
            await cluster.CreateIfMissingAsync(options, User, cancellationToken);
            try
            {
                var connection = await StartServerAsync(cluster, options, cancellationToken);
                await CreateDatabaseIfMissingAsync(connection, cancellationToken);
                return new EmbeddedPostgres(cluster, folderLock, dataFolder, connection.ConnectionString);
            }
            catch
            {
                await cluster.StopAsync(CancellationToken.None);
                throw;
            }
        }
        catch (Exception e)
        {
            folderLock.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw Embedded.DataFolder.CannotWrite(dataFolder, e);
            }

            throw;
        }
    }

    /// <summary>Ends all sessions and stops PostgreSQL, everything written. Does nothing the second time.</summary>
    public async Task StopAsync()
    {
        await _stopping.WaitAsync();
        try
        {
            if (_stopped)
            {
                return;
            }

            AppDomain.CurrentDomain.ProcessExit -= _atExit;
            await _cluster.StopAsync(CancellationToken.None);
            _lock.Dispose();
            _stopped = true;
        }
        finally
        {
            _stopping.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    /// <summary>Finds the PostgreSQL that another <c>notify</c> is running in a data folder.</summary>
    /// <returns>A connection string as that process has it; null when none runs there or its password is not ours to read.</returns>
    public static string? FindRunning(string dataFolder)
    {
        var place = ClusterPlace.Existing(Path.GetFullPath(dataFolder));
        return place is null ? null : Postmaster.Read(place) is { } postmaster && Cluster.TryReadPassword(place) is { } password
            ? Connection(postmaster.SocketFolder ?? IPAddress.Loopback.ToString(), postmaster.Port, password).ConnectionString
            : null;
    }

    /// <summary>Deletes a data folder with its cluster, wherever that lies, and stops its PostgreSQL if a killed process left it running.</summary>
    /// <returns>False when another process is using it; then nothing is touched.</returns>
    public static async Task<bool> DeleteAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var dataFolder = Path.GetFullPath(options.DataFolder);
        if (!Directory.Exists(dataFolder))
        {
            return true;
        }

        using var folderLock = FolderLock.TryTake(dataFolder);
        if (folderLock is null)
        {
            return false;
        }

        if (ClusterPlace.Existing(dataFolder) is { } place)
        {
            if (Postmaster.Read(place) is not null)
            {
                var cluster = await Cluster.OpenAsync(dataFolder, options, cancellationToken);
                await cluster.StopPredecessorAsync(cancellationToken);
            }

            Directory.Delete(place.Folder, recursive: true);
        }

        Directory.Delete(dataFolder, recursive: true);
        return true;
    }

    /// <returns>How to reach the server's own database <c>notify</c>.</returns>
    private static async Task<NpgsqlConnectionStringBuilder> StartServerAsync(
        Cluster cluster, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var onSocket = options.Port is null && cluster.Place.CanHoldSocket;
        for (var tried = 1; ; tried++)
        {
            var port = options.Port ?? (onSocket ? SocketNumber : FreePort());
            cluster.WriteSettings(PostgresSettings.For(cluster.Place, onSocket, port, options.Settings));
            var started = await cluster.TryStartAsync(cancellationToken);
            if (started.Succeeded)
            {
                return Connection(onSocket ? cluster.Place.SocketFolder : IPAddress.Loopback.ToString(), port, cluster.ReadPassword());
            }

            if (tried < StartTries && (Reasons.IsOtherInTheWay(started.Words) || (options.Port is null && Reasons.IsPortTaken(started.Words))))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
                await cluster.StopPredecessorAsync(cancellationToken);
                continue;
            }

            throw cluster.NotStarted(started.Words, port);
        }
    }

    private static NpgsqlConnectionStringBuilder Connection(string host, int port, string password) => new()
    {
        Host = host,
        Port = port,
        Username = User,
        Password = password,
        Database = DatabaseName,
        SslMode = SslMode.Disable,
    };

    private static async Task CreateDatabaseIfMissingAsync(
        NpgsqlConnectionStringBuilder connection, CancellationToken cancellationToken)
    {
        var own = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false };
        try
        {
            await using var existing = new NpgsqlConnection(own.ConnectionString);
            await existing.OpenAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            own.Database = "postgres";
            await using var first = new NpgsqlConnection(own.ConnectionString);
            await first.OpenAsync(cancellationToken);
            await using var create = new NpgsqlCommand($"create database {DatabaseName}", first);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new EmbeddedPostgresException(
                "The embedded PostgreSQL does not accept the password kept beside it: restore its file, or name another folder with --data.", e);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
