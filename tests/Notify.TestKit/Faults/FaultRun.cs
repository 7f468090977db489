using System.Diagnostics;
using System.Globalization;
using Notify.TestKit.Processes;
using Npgsql;
using Xunit;

namespace Notify.TestKit.Faults;

/// <summary>One installation in processes of its own with servers that count what is sent to them: started, loaded, hurt, and counted up at the end.</summary>
public sealed class FaultRun : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly string _dataFolder;
    private readonly List<NotifyProcess> _hosts = [];
    private readonly Dictionary<string, string> _settings = [];

    private FaultRun(string connectionString, string dataFolder)
    {
        _connectionString = connectionString;
        _dataFolder = dataFolder;
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 2, CommandTimeout = 10 }.ConnectionString);
    }

    /// <summary>What the first poster's notifications arrive at.</summary>
    public CountingServer Sink => Poster.Sink;

    /// <summary>For looking and arranging, past any fault of the hosts' own connections.</summary>
    public NpgsqlDataSource Database { get; }

    public ProcessClient Client { get; private set; } = null!;

    public Poster Poster => Posters[0];

    /// <summary>One for each kind of server.</summary>
    public List<Poster> Posters { get; } = [];

    /// <summary>Where the API is to listen.</summary>
    public int Port { get; } = NotifyProcess.FreePort();

    /// <param name="connectionString">Of a migrated database.</param>
    /// <param name="sink">A mail server when null.</param>
    /// <param name="settings">For all hosts, beside those that send to the counting server.</param>
    public static async Task<FaultRun> PrepareAsync(
        string connectionString, string dataFolder, CountingServer? sink = null, params (string Name, string Value)[] settings)
    {
        var run = new FaultRun(connectionString, dataFolder);
        run.Set("Logging:LogLevel:Default", "Warning");
        foreach (var (name, value) in settings)
        {
            run.Set(name, value);
        }

        run.Client = await ProcessClient.CreateAsync(run.Environment(), $"http://127.0.0.1:{run.Port}");
        run.Add(sink ?? new CountingMailServer());
        await run.ExecuteAsync("update services set rate_limit = 100000000, daily_email = 100000000, daily_sms = 100000000");
        return run;
    }

    /// <summary>Sends to another server, too, by the server's own settings as far as nothing else is set. Before hosts are started.</summary>
    public void Add(CountingServer sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        foreach (var (name, value) in sink.Settings)
        {
            _settings.TryAdd(InEnvironment(name), value);
        }

        Posters.Add(new Poster(Client, sink));
    }

    public void Set(string name, string value) => _settings[InEnvironment(name)] = value;

    private static string InEnvironment(string name) => name.Replace(":", "__", StringComparison.Ordinal);

    public Dictionary<string, string?> Environment() => new(_settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
    {
        ["NOTIFY_DATABASE"] = _connectionString,
        ["NOTIFY_DATA"] = _dataFolder,
        ["DOTNET_gcServer"] = "0",
    };

    /// <summary>Starts a host and waits until it answers.</summary>
    /// <param name="database">How it reaches the database, when not as the others do.</param>
    /// <param name="more">Variables of its environment.</param>
    public async Task<NotifyProcess> StartAsync(
        string roles, string? database = null, int? port = null, IReadOnlyDictionary<string, string>? more = null)
    {
        var (host, url) = Begin(roles, database, port, more);
        await host.WaitUntilAnsweringAsync($"{url}/health/live");
        return host;
    }

    /// <summary>Starts a host without waiting.</summary>
    /// <param name="launcher">A program that becomes the host.</param>
    public (NotifyProcess Host, string Url) Begin(
        string roles, string? database = null, int? port = null, IReadOnlyDictionary<string, string>? more = null, IReadOnlyList<string>? launcher = null)
    {
        var environment = Environment();
        environment["NOTIFY_DATABASE"] = database ?? _connectionString;
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var at = port ?? (roles.Contains("api", StringComparison.Ordinal) ? Port : NotifyProcess.FreePort());
        var host = NotifyProcess.StartUnder(launcher ?? [], environment, "serve", "--roles", roles, "--port", at.ToString(CultureInfo.InvariantCulture));
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return (host, $"http://127.0.0.1:{at}");
    }

    /// <summary>Waits until everything accepted has arrived, and until the queue is empty.</summary>
    /// <returns>Whether it has within the time.</returns>
    public async Task<bool> WaitUntilAllArrivedAsync(TimeSpan within, int refused = 0)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < within)
        {
            if (Posters.Sum(poster => poster.Missing) <= refused && await TryQueuedAsync() == 0)
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }

    /// <summary>The same, and fails the test when it has not.</summary>
    public async Task DemandAllArrivedAsync(TimeSpan within, int refused = 0)
    {
        var haveArrived = await WaitUntilAllArrivedAsync(within, refused);
        var queued = await TryQueuedAsync();
        Assert.True(
            haveArrived,
            string.Create(CultureInfo.InvariantCulture, $"Not within {within.TotalSeconds:0} s: {Posters.Sum(poster => poster.Missing)} of {Posters.Sum(poster => poster.Count)} have not arrived, {queued} rows wait"));
    }

    /// <summary>Waits until no text waits for its receipt any more.</summary>
    /// <returns>How many still do when the time is over.</returns>
    public async Task<long> WaitUntilAllReportedAsync(TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var unreported = await CountAsync("select count(*) from notifications where channel = 'sms' and status not in ('delivered', 'permanent-failure')");
            if (unreported == 0 || watch.Elapsed > within)
            {
                return unreported;
            }

            await Task.Delay(100);
        }
    }

    /// <summary>The recipients whose rows workers hold now. Asks again when the database has just come back.</summary>
    public Task<HashSet<string>> HeldAsync() =>
        RecipientsAsync("select n.recipient from notification_queue q join notifications n on n.id = q.id where q.owner is not null");

    private async Task<HashSet<string>> RecipientsAsync(string sql)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await using var command = Database.CreateCommand(sql);
                var found = new HashSet<string>(StringComparer.Ordinal);
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    found.Add(reader.GetString(0));
                }

                return found;
            }
            catch (NpgsqlException) when (tried < 20)
            {
                // A pooled connection from before.
            }
        }
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits for something to be so, for at most 60 seconds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Not within 60 s: {what}");
            await Task.Delay(10);
        }
    }

    /// <summary>Counts up.</summary>
    public async Task<Tally> TallyAsync()
    {
        var failed = await RecipientsAsync("select recipient from notifications where status like '%failure'");
        return new Tally(
            Posters.Sum(poster => poster.Count),
            Posters.Sum(poster => poster.Sink.Arrivals.Values.Sum()),
            await CountAsync("select count(*) from notifications where status in ('sending', 'delivered')"),
            failed.Count,
            Posters.Sum(poster => poster.Accepted.Count(recipient => !poster.Sink.Arrivals.ContainsKey(recipient) && !failed.Contains(recipient))),
            Posters.Sum(poster => poster.Doubled));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var poster in Posters)
        {
            await poster.DisposeAsync();
        }

        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        Client.Dispose();
        Posters.ForEach(poster => poster.Sink.Dispose());
        await Database.DisposeAsync();
    }

    private async Task<long> TryQueuedAsync()
    {
        try
        {
            return await CountAsync("select count(*) from notification_queue");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return long.MaxValue;
        }
    }
}

/// <param name="Accepted">Answered with 201.</param>
/// <param name="Sent">Messages that the servers took.</param>
/// <param name="Delivered">Notifications recorded as handed over.</param>
/// <param name="Failed">Notifications recorded as failed.</param>
/// <param name="Lost">Accepted, and neither at a server nor failed with a reason.</param>
/// <param name="Doubled">Arrivals beyond one of each.</param>
public sealed record Tally(int Accepted, int Sent, long Delivered, int Failed, int Lost, int Doubled)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"accepted {Accepted}, sent {Sent}, delivered {Delivered}, failed {Failed}, lost {Lost}, doubled {Doubled}");
}
