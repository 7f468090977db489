using System.Globalization;

namespace Notify.Data.Embedded;

/// <summary>One cluster: its place, the programs that fit it and the user that runs them.</summary>
internal sealed class Cluster
{
    private const long LogLimit = 10 * 1024 * 1024;   // bytes
    private const int PatienceSeconds = 60;

    private readonly Account _account;

    private Cluster(ClusterPlace place, PostgresBinaries binaries, Account account)
    {
        Place = place;
        Binaries = binaries;
        _account = account;
    }

    public ClusterPlace Place { get; }

    public PostgresBinaries Binaries { get; }

    public static async Task<Cluster> OpenAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var existing = ClusterPlace.Existing(dataFolder);
        var account = await Account.ForAsync(existing?.Cluster, cancellationToken);
        var copies = PostgresBinaries.CopyFolder(account.IsOther ? DataFolder.OfRoot : dataFolder);
        var madeBy = existing is null ? null : MadeBy(existing);
        var binaries = await PostgresBinaries.FindAsync(options.Search, account, madeBy, copies, cancellationToken);
        if (madeBy is not null && madeBy != binaries.Major)
        {
            throw new EmbeddedPostgresException(
                $"The database in {existing!.Cluster} was made by PostgreSQL {madeBy}, and {binaries.BinFolder} holds {binaries.Version}: set {PostgresSearch.Variable} to the bin folder of a PostgreSQL {madeBy}, or name another folder with --data or {DataFolder.Variable}.");
        }

        var place = await ClusterPlace.ForAsync(dataFolder, account, options.Say, cancellationToken);
        return new Cluster(place, binaries, account);
    }

    /// <summary>Stops a server that a killed process left running, and clears away what would make ours refuse to start.</summary>
    public async Task StopPredecessorAsync(CancellationToken cancellationToken)
    {
        if (Postmaster.Read(Place) is not null)
        {
            await StopAsync(cancellationToken);
        }
        else if (File.Exists(Place.PidFile))
        {
            // The process that it names is gone, or is another program that was given its number since; PostgreSQL sees through
            // the first only. Server processes still attached to the shared memory are found by PostgreSQL all the same.
            File.Delete(Place.PidFile);
        }
    }

    public async Task CreateIfMissingAsync(EmbeddedPostgresOptions options, string user, CancellationToken cancellationToken)
    {
        DeleteUnfinished();
        if (Place.HasCluster)
        {
            return;
        }

        if (!File.Exists(Place.PasswordFile))
        {
            Secret.Write(Place.PasswordFile, Secret.New());
        }

        // Made under another name, so that what is called "cluster" is always whole.
        var unready = Path.Combine(Place.Folder, $"new-{Secret.New()[..8]}");
        var passwordForInit = unready + ".password";
        _account.MakeFolder(unready);
        _account.WriteFile(passwordForInit, ReadPassword());
        try
        {
            var made = await InitAsync(unready, passwordForInit, "C.UTF-8", user, options, cancellationToken);
            if (!made.Succeeded && made.Words.Contains("invalid locale name", StringComparison.Ordinal))
            {
                made = await InitAsync(unready, passwordForInit, "C", user, options, cancellationToken);
            }

            if (!made.Succeeded)
            {
                throw Explained("PostgreSQL could not make its database", made.Words)
                    ?? new EmbeddedPostgresException($"PostgreSQL could not make its database in {Place.Folder}: {Reasons.Gist(made.Words)}.");
            }

            await File.AppendAllTextAsync(
                Path.Combine(unready, "postgresql.conf"), $"\ninclude '{PostgresSettings.FileName}'\n", cancellationToken);
            Directory.Move(unready, Place.Cluster);
        }
        catch
        {
            if (Directory.Exists(unready))
            {
                Directory.Delete(unready, recursive: true);
            }

            throw;
        }
        finally
        {
            File.Delete(passwordForInit);
        }
    }

    public void WriteSettings(string settings)
    {
        _account.WriteFile(Path.Combine(Place.Cluster, PostgresSettings.FileName), settings);
        _account.MakeFolder(Place.SocketFolder);
    }

    /// <returns>On failure its words are what PostgreSQL wrote in its log meanwhile.</returns>
    public async Task<Command.Result> TryStartAsync(CancellationToken cancellationToken)
    {
        var log = new FileInfo(Place.Log);
        if (!log.Exists)
        {
            _account.WriteFile(Place.Log, "");
        }
        else if (log.Length > LogLimit)
        {
            File.Move(Place.Log, Place.Log + ".old", overwrite: true);
            _account.WriteFile(Place.Log, "");
        }

        var logStart = new FileInfo(Place.Log).Length;
        var started = await RunAsync(
            "pg_ctl", ["start", "--wait", "--silent", "--timeout", Seconds(PatienceSeconds), "--pgdata", Place.Cluster, "--log", Place.Log],
            cancellationToken);
        return started.Succeeded ? started : started with { Output = $"{started.Output}\n{started.Errors}", Errors = LogSince(logStart) };
    }

    /// <summary>Ends all sessions and stops the server; waits for it. Nothing happens when none runs.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Command.Result? stopped = null;
        foreach (var mode in new[] { "fast", "immediate" })
        {
            if (Postmaster.Read(Place) is null)
            {
                return;
            }

            stopped = await RunAsync(
                "pg_ctl", ["stop", "--wait", "--silent", "--timeout", Seconds(PatienceSeconds / 2), "--pgdata", Place.Cluster, "--mode", mode],
                cancellationToken);
        }

        if (Postmaster.Read(Place) is { } postmaster)
        {
            throw new EmbeddedPostgresException(
                $"The PostgreSQL in {Place.Cluster} (process {postmaster.ProcessId}) does not stop ({Reasons.Gist(stopped!.Words)}): stop it by hand, then start again; its log is {Place.Log}.");
        }
    }

    public string ReadPassword() => TryReadPassword(Place) ?? throw new EmbeddedPostgresException(
        $"The password of the embedded PostgreSQL, {Place.PasswordFile}, is missing or closed to this user: restore it, or name another folder with --data or {DataFolder.Variable}.");

    public static string? TryReadPassword(ClusterPlace place)
    {
        try
        {
            return File.ReadAllText(place.PasswordFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public EmbeddedPostgresException NotStarted(string words, int port) => Reasons.IsPortTaken(words)
        ? new EmbeddedPostgresException($"PostgreSQL cannot listen on port {port}, which another program is using: stop that, or choose another port.")
        : Explained("PostgreSQL did not start", words)
            ?? new EmbeddedPostgresException($"PostgreSQL did not start: {Reasons.Gist(words)}; its log is {Place.Log}.");

    private EmbeddedPostgresException? Explained(string what, string words) =>
        Reasons.IsDiskFull(words)
            ? new EmbeddedPostgresException($"{what}: the disk that holds {Place.Folder} is full. Free some space, then start again.")
        : Reasons.IsReadOnly(words)
            ? new EmbeddedPostgresException($"{what}: the disk that holds {Place.Folder} is read-only. Name another folder with --data or {DataFolder.Variable}.")
        : Reasons.IsPermission(words)
            ? new EmbeddedPostgresException($"{what}: its user may not use {Place.Folder} ({Reasons.Gist(words)}). Mend the permissions, or name another folder with --data or {DataFolder.Variable}.")
        : null;

    /// <summary>What a process that was killed while it made a cluster left behind.</summary>
    private void DeleteUnfinished()
    {
        foreach (var unfinished in new DirectoryInfo(Place.Folder).GetFileSystemInfos("new-*"))
        {
            try
            {
                if (unfinished is DirectoryInfo folder)
                {
                    folder.Delete(recursive: true);
                }
                else
                {
                    unfinished.Delete();
                }
            }
            catch (IOException)
            {
                // Its initdb goes on for a moment and writes in it: the next start deletes it.
            }
        }
    }

    private static string Seconds(int seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private static int? MadeBy(ClusterPlace place)
    {
        try
        {
            return int.Parse(File.ReadAllText(Path.Combine(place.Cluster, "PG_VERSION")), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new EmbeddedPostgresException(
                $"The database in {place.Cluster} cannot be read ({e.Message.TrimEnd('.')}): start as the user who made it, or name another folder with --data or {DataFolder.Variable}.", e);
        }
    }

    private string LogSince(long start)
    {
        using var log = new FileStream(Place.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(start, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd();
    }

    private Task<Command.Result> InitAsync(
        string folder, string passwordFile, string locale, string user, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            "--pgdata", folder, "--username", user, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", locale, "--data-checksums",
        ];
        if (Binaries.Major >= 17)
        {
            arguments.AddRange(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]);   // the same on every system
        }

        if (options.CreateWithoutSync)
        {
            arguments.Add("--no-sync");
        }

        return RunAsync("initdb", arguments, cancellationToken);
    }

    private Task<Command.Result> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Command.RunAsync([.. _account.Prefix, Binaries.Program(program), .. arguments], Place.Folder, cancellationToken);
}
