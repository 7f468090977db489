using System.Diagnostics;
using System.Globalization;
using Notify.Data.Embedded;
using Notify.TestKit.Processes;
using Npgsql;

namespace Notify.Benchmarks.Load;

/// <summary>PostgreSQL of its own, on disk and as safe as an installation's, and the roles of the server in processes of their own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EmbeddedPostgres _postgres;
    private readonly List<NotifyProcess> _processes = [];
    private readonly Dictionary<(string Type, string Lane), List<ApiClient>> _clients = [];
    private (int Port, NotifyProcess Process)? _api;
    private readonly Dictionary<string, string?> _environment;

    private Stage(string folder, EmbeddedPostgres postgres, NpgsqlDataSource database)
    {
        _folder = folder;
        _postgres = postgres;
        Database = database;
        _environment = new Dictionary<string, string?>
        {
            ["NOTIFY_DATABASE"] = postgres.ConnectionString,
            ["NOTIFY_DATA"] = folder,
            ["Logging__LogLevel__Default"] = "Warning",

            // As doctor says for a machine that hides its processor's cache.
            ["DOTNET_GCgen0size"] = Directory.Exists("/sys/devices/system/cpu/cpu0/cache/index3") ? null : "0x4000000",
        };
    }

    public NpgsqlDataSource Database { get; }

    /// <param name="statements">Has PostgreSQL count what each statement costs, those inside of triggers too. That costs a little itself.</param>
    public static async Task<Stage> StartAsync(bool statements)
    {
        var folder = Directory.CreateTempSubdirectory("notify-load-").FullName;
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = folder, CreateWithoutSync = true, Settings = statements ? StatementCosts.Settings : new Dictionary<string, string>() },
            CancellationToken.None);
        var stage = new Stage(folder, postgres, NpgsqlDataSource.Create(postgres.ConnectionString));
        var (exitCode, _, errors) = await NotifyProcess.RunAsync(stage._environment, "migrate");
        return exitCode == 0 ? stage : throw new InvalidOperationException(errors);
    }

    /// <summary>A server that only accepts and answers, without settings of its own: the same one until the stage is cleared with its processes.</summary>
    public async Task<(int Port, NotifyProcess Process)> ApiAsync() => _api ??= await ServeAsync("api");

    /// <summary>Starts a process with the roles given.</summary>
    /// <returns>Where it listens, and the process.</returns>
    public async Task<(int Port, NotifyProcess Process)> ServeAsync(string roles, params (string Name, string Value)[] settings)
    {
        var port = NotifyProcess.FreePort();
        return (port, await ServeAtAsync(port, roles, settings));
    }

    /// <summary>The same, on a port that others have been told of already.</summary>
    public async Task<NotifyProcess> ServeAtAsync(int port, string roles, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>(_environment);
        foreach (var (name, value) in settings)
        {
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = NotifyProcess.Start(environment, "serve", "--roles", roles, "--port", port.ToString(CultureInfo.InvariantCulture));
        _processes.Add(process);
        await process.WaitUntilAnsweringAsync($"http://127.0.0.1:{port}/_status");
        return process;
    }

    /// <summary>Services without limits worth naming, each with a template and a key; made once.</summary>
    public async Task<IReadOnlyList<ApiClient>> ClientsAsync(int count, string type = "email", string lane = "normal")
    {
        var clients = _clients.TryGetValue((type, lane), out var made) ? made : _clients[(type, lane)] = [];
        if (clients.Count < count)
        {
            clients.AddRange(await ApiClient.CreateAsync(_environment, count - clients.Count, type, lane));
        }

        return clients[..count];
    }

    /// <summary>Processor time that each request of a work costs, in the server's processes and in PostgreSQL's: it says more than a rate on a
    /// machine that others use, too.</summary>
    public async Task<string> CostAsync(Func<Task<long>> work)
    {
        var (server, database) = Used();
        var count = await work();
        var (serverAfter, databaseAfter) = Used();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(serverAfter - server).TotalMicroseconds / count:0} µs of the server's and {(databaseAfter - database).TotalMicroseconds / count:0} µs of PostgreSQL's processor time each");

        (TimeSpan Server, TimeSpan Database) Used() => (
            _processes.Where(process => !process.HasExited).Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime()),
            ProcessorTimeOf("postgres"));
    }

    /// <summary>Of all processes of a name, ended children included, as /proc tells it in hundredths of a second.</summary>
    private static TimeSpan ProcessorTimeOf(string name)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var stat = File.ReadAllText($"{folder}/stat");
                var end = stat.LastIndexOf(')');
                if (stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end] == name)
                {
                    ticks += stat[(end + 2)..].Split(' ')[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // Ended meanwhile.
            }
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 60;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until a count in the database reaches a figure.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilAsync(string sql, long figure, TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        while (await ScalarAsync<long>(sql) < figure)
        {
            if (watch.Elapsed > within)
            {
                throw new TimeoutException($"{sql} has not reached {figure} within {within}: it is {await ScalarAsync<long>(sql)}");
            }

            await Task.Delay(200);
        }

        return watch.Elapsed;
    }

    /// <summary>Ends the server's processes but the one of <see cref="ApiAsync"/>, and forgets all notifications.</summary>
    public async Task ClearAsync()
    {
        await EndProcessesAsync(but: _api?.Process);
        await using var command = Database.CreateCommand("truncate notifications, notification_queue cascade");
        command.CommandTimeout = 60;
        await command.ExecuteNonQueryAsync();
    }

    private async Task EndProcessesAsync(NotifyProcess? but)
    {
        foreach (var process in _processes.Where(process => process != but))
        {
            await process.DisposeAsync();
        }

        _processes.RemoveAll(process => process != but);
    }

    public async ValueTask DisposeAsync()
    {
        await EndProcessesAsync(but: null);
        await Database.DisposeAsync();
        await _postgres.DisposeAsync();
        await EmbeddedPostgres.DeleteAsync(new EmbeddedPostgresOptions { DataFolder = _folder }, CancellationToken.None);
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
