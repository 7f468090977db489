using System.Diagnostics;
using Npgsql;

namespace Notify.Benchmarks.Load.Works;

/// <summary>Accepting e-mails, all checks and rendering, against the same server without the database step: the same request to a simulated
/// recipient is checked and rendered alike, and answered without being stored.</summary>
internal sealed class PostEmail : IWork
{
    public string Name => "post";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ApiAsync();
        var clients = await stage.ClientsAsync(4);
        var duration = TimeSpan.FromSeconds(quick ? 2 : 8);
        await HttpLoad.RunAsync(port, 32, WarmUp.For(quick), Send("amala@example.com"));
        var without = await CostAsync("without storing", () => HttpLoad.RunAsync(port, 32, duration, Send("simulate-delivered@notifications.service.gov.uk")));
        var stored = await CostAsync("stored", () => HttpLoad.RunAsync(port, 32, duration, Send("amala@example.com")));
        var bare = await BareAnswer.LoadAsync(port, duration / 2);
        return
        [
            new("POST e-mail, 32 connections", stored.PerSecond, "/s", 8000, AtLeast: true),
            new("POST e-mail, share of bare answers in the same pass", 100 * stored.PerSecond / bare.PerSecond, "%", 100 * 8000 / BareAnswer.PerSecondOfTargets, AtLeast: true),
            new("POST e-mail, share of the same without storing", 100 * stored.PerSecond / without.PerSecond, "%", 45, AtLeast: true),
        ];

        async Task<LoadResult> CostAsync(string what, Func<Task<LoadResult>> load)
        {
            LoadResult? result = null;
            var cost = await stage.CostAsync(async () => (result = (await load()).Checked()).Latencies.Length);
            await Console.Error.WriteLineAsync($"  POST e-mail, {what}: {cost}");
            return result!;
        }

        Func<int, long, byte[], int> Send(string to) => (number, _, buffer) => clients[number % clients.Count].WriteSend(buffer, to);
    }
}

/// <summary>How long a request waits when few come at once.</summary>
internal sealed class PostLatency : IWork
{
    public string Name => "latency";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ApiAsync();
        var clients = await stage.ClientsAsync(4);
        await HttpLoad.RunAsync(port, 32, WarmUp.For(quick, warmed: true), Write);
        var result = (await HttpLoad.RunAsync(port, 8, TimeSpan.FromSeconds(quick ? 2 : 8), Write)).Checked();
        var commits = await CommitsAsync(stage, TimeSpan.FromSeconds(quick ? 1 : 3));
        return
        [
            new("one row and its commit, one connection, p50 (the machine's own limit)", commits[commits.Count / 2], "ms", 0, AtLeast: true),
            new("one row and its commit, one connection, p99 (the machine's own limit)", commits[(int)(commits.Count * 0.99)], "ms", 0, AtLeast: true),
            new("POST e-mail, 8 connections, p50", result.Percentile(0.5), "ms", 8, AtLeast: false),
            new("POST e-mail, 8 connections, p99", result.Percentile(0.99), "ms", 8, AtLeast: false),
        ];

        int Write(int number, long turn, byte[] buffer) => clients[number % clients.Count].WriteSend(buffer, "amala@example.com");
    }

    /// <returns>Milliseconds, sorted: what making a row durable takes when nothing else is asked of the machine.</returns>
    private static async Task<List<double>> CommitsAsync(Stage stage, TimeSpan duration)
    {
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var create = new NpgsqlCommand("create table commits (n bigint)", connection);
        await create.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("insert into commits values (1)", connection);
        var times = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < duration)
        {
            var one = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync();
            times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
        }

        await using var drop = new NpgsqlCommand("drop table commits", connection);
        await drop.ExecuteNonQueryAsync();
        times.Sort();
        return times;
    }
}

/// <summary>Reading one notification.</summary>
internal sealed class GetOne : IWork
{
    public string Name => "get";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ApiAsync();
        var clients = await stage.ClientsAsync(1);
        await HttpLoad.RunAsync(port, 16, TimeSpan.FromSeconds(20), (_, _, buffer) => clients[0].WriteSend(buffer, "amala@example.com"), most: 2000);
        var ids = new List<Guid>();
        await using (var command = stage.Database.CreateCommand("select id from notifications"))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                ids.Add(row.GetGuid(0));
            }
        }

        await HttpLoad.RunAsync(port, 32, WarmUp.For(quick, warmed: true), Write, status: 200);
        LoadResult result = null!;
        var cost = await stage.CostAsync(async () =>
            (result = (await HttpLoad.RunAsync(port, 32, TimeSpan.FromSeconds(quick ? 2 : 8), Write, status: 200)).Checked()).Latencies.Length);
        await Console.Error.WriteLineAsync($"  GET one notification: {cost}");
        var bare = await BareAnswer.LoadAsync(port, TimeSpan.FromSeconds(quick ? 1 : 4));
        return
        [
            new("GET one notification, 32 connections", result.PerSecond, "/s", 15000, AtLeast: true),
            new("GET one notification, share of bare answers in the same pass", 100 * result.PerSecond / bare.PerSecond, "%", 100 * 15000 / BareAnswer.PerSecondOfTargets, AtLeast: true),
        ];

        int Write(int number, long turn, byte[] buffer) => clients[0].WriteGet(buffer, ids[(int)(turn % ids.Count)]);
    }
}

/// <summary>What the machine's sockets and the web server give at all: an answer that needs neither a key nor the database.</summary>
internal sealed class BareAnswer : IWork
{
    /// <summary>Bare answers a second of the machine for which the targets were set. On another one the shares tell more than the rates.</summary>
    public const double PerSecondOfTargets = 38_000;

    private static readonly byte[] Request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();

    public string Name => "bare";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ApiAsync();
        await LoadAsync(port, WarmUp.For(quick));
        LoadResult result = null!;
        var cost = await stage.CostAsync(async () => (result = await LoadAsync(port, TimeSpan.FromSeconds(quick ? 2 : 8))).Latencies.Length);
        await Console.Error.WriteLineAsync($"  bare answer: {cost}");
        return [new("bare answer of the web server, 32 connections (the machine's own limit)", result.PerSecond, "/s", 0, AtLeast: true)];
    }

    public static async Task<LoadResult> LoadAsync(int port, TimeSpan duration) =>
        (await HttpLoad.RunAsync(port, 32, duration, Write, status: 200)).Checked();

    private static int Write(int number, long turn, byte[] buffer)
    {
        Request.CopyTo(buffer, 0);
        return Request.Length;
    }
}

internal static class WarmUp
{
    /// <summary>A server that has just started spends most of its time compiling its own code, in ever better versions.</summary>
    /// <param name="warmed">A quick pass needs less, since the works before it on the same database ran the same code.</param>
    public static TimeSpan For(bool quick, bool warmed = false) => TimeSpan.FromSeconds(quick ? warmed ? 2.5 : 4 : 12);

    /// <summary>The same for a worker: so many are sent before the measuring.</summary>
    public static int Messages(bool quick) => quick ? 2_000 : 20_000;
}
