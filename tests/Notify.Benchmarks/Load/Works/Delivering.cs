using System.Diagnostics;
using System.Globalization;

namespace Notify.Benchmarks.Load.Works;

/// <summary>Twenty thousand e-mails accepted while the worker, which had been sending before, was frozen; then sent and recorded.</summary>
internal sealed class EmailBacklog(TimeSpan delay, double limit) : IWork
{
    private const string Recorded = "select count(*) from notifications where status in ('sending', 'delivered')";

    public string Name => delay == TimeSpan.Zero ? "backlog" : "backlog-slow";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var mails = quick ? 3_000 : 20_000;
        using var sink = new SmtpSink(delay);
        var (port, _) = await stage.ApiAsync();
        var (_, worker) = await stage.ServeAsync("worker", Smtp.To(sink));
        var clients = await stage.ClientsAsync(4);
        await FillAsync(WarmUp.Messages(quick));
        await stage.UntilAsync(Recorded, WarmUp.Messages(quick), TimeSpan.FromSeconds(60));
        await worker.SignalAsync("STOP");
        await FillAsync(mails);

        var before = sink.Count;
        await worker.SignalAsync("CONT");
        var begun = Stopwatch.GetTimestamp();
        while (sink.Count == before)
        {
            await Task.Delay(1);
        }

        var first = Stopwatch.GetElapsedTime(begun);
        var cost = await stage.CostAsync(async () =>
        {
            await stage.UntilAsync(Recorded, WarmUp.Messages(quick) + mails, TimeSpan.FromSeconds(60));
            return mails;
        });
        var took = Stopwatch.GetElapsedTime(begun) - first;
        await Console.Error.WriteLineAsync($"  backlog: {cost}");
        return
        [
            new(
                string.Create(CultureInfo.InvariantCulture, $"backlog of {mails} e-mails, sink answers after {delay.TotalMilliseconds:0} ms"),
                mails / took.TotalSeconds, "/s", limit, AtLeast: true),
        ];

        async Task FillAsync(int count) => await HttpLoad.RunAsync(
            port, 32, TimeSpan.FromSeconds(60), (number, turn, buffer) => clients[number % clients.Count].WriteSend(buffer, $"p{turn}@example.com"), most: count);
    }
}

/// <summary>Accepting, sending and recording at once.</summary>
internal sealed class PostAndSend : IWork
{
    public string Name => "both";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        using var sink = new SmtpSink(TimeSpan.Zero);
        var (port, _) = await stage.ApiAsync();
        await stage.ServeAsync("worker", Smtp.To(sink));
        var clients = await stage.ClientsAsync(4);
        await PostAsync(WarmUp.For(quick));
        var before = sink.Count;
        var watch = Stopwatch.StartNew();
        var cost = await stage.CostAsync(async () =>
        {
            await PostAsync(TimeSpan.FromSeconds(quick ? 2 : 12));
            return sink.Count - before;
        });
        watch.Stop();
        await Console.Error.WriteLineAsync($"  both: {cost}");
        return [new("posting and sending at once, e-mails accepted, sent and recorded", (sink.Count - before) / watch.Elapsed.TotalSeconds, "/s", 2000, AtLeast: true)];

        async Task PostAsync(TimeSpan duration)
        {
            (await HttpLoad.RunAsync(
                port, 32, duration, (number, turn, buffer) => clients[number % clients.Count].WriteSend(buffer, $"p{turn}@example.com"))).Checked();
            await stage.UntilAsync("select -count(*) from notifications where status = 'created'", 0, TimeSpan.FromSeconds(60));
        }
    }
}

/// <summary>One e-mail at a time through a platform that has nothing else to do: while a drain still waits in its lane for more, and after it has
/// ended, when another process must be told and enqueue a new one.</summary>
internal sealed class Idle : IWork
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    public string Name => "idle";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        using var sink = new SmtpSink(TimeSpan.Zero);
        var (port, _) = await stage.ApiAsync();
        await stage.ServeAsync("worker", [.. Smtp.To(sink), ("Notify:Delivery:Linger", Linger.ToString("c", CultureInfo.InvariantCulture))]);
        var client = (await stage.ClientsAsync(1))[0];
        var turn = 0;
        var rounds = quick ? 2 : 16;
        for (var i = 0; i < 4; i++)
        {
            await OneAsync();
        }

        var (awake, asleep) = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            await Task.Delay(Linger * 2);
            asleep.Add(await OneAsync());
            await Task.Delay(Linger / 4);
            awake.Add(await OneAsync());
        }

        return
        [
            new("idle, POST to provider, p50, while the lane's drain waits for more", Middle(awake), "ms", 100, AtLeast: false),
            new("idle, POST to provider, p50, when a drain must be woken first", Middle(asleep), "ms", 100, AtLeast: false),
        ];

        async Task<double> OneAsync()
        {
            var to = $"idle{turn++}@example.com";
            var begun = Stopwatch.GetTimestamp();
            (await HttpLoad.RunAsync(port, 1, TimeSpan.FromSeconds(5), (_, _, buffer) => client.WriteSend(buffer, to), most: 1)).Checked();
            while (!sink.Arrivals.ContainsKey(to))
            {
                if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(10))
                {
                    throw new TimeoutException("An e-mail has not arrived within ten seconds");
                }

                await Task.Delay(1);
            }

            return Stopwatch.GetElapsedTime(begun, sink.Arrivals[to]).TotalMilliseconds;
        }
    }

    private static double Middle(List<double> times) => times.Order().ElementAt(times.Count / 2);
}

/// <summary>All roles in one process: at rest, and while it accepts and sends.</summary>
internal sealed class Memory : IWork
{
    public string Name => "memory";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        using var sink = new SmtpSink(TimeSpan.Zero);
        var (port, process) = await stage.ServeAsync("api,web,worker", Smtp.To(sink));
        var clients = await stage.ClientsAsync(4);
        await Task.Delay(TimeSpan.FromSeconds(quick ? 1 : 5));
        var idle = process.ResidentBytes();
        var most = idle;
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync();
        (await HttpLoad.RunAsync(
            port, 32, TimeSpan.FromSeconds(quick ? 3 : 20), (number, turn, buffer) => clients[number % clients.Count].WriteSend(buffer, $"p{turn}@example.com"))).Checked();
        await stop.CancelAsync();
        await watching;
        return
        [
            new("memory at rest, all roles in one process", idle / 1e6, "MB", 200, AtLeast: false),
            new("memory under load, all roles in one process", most / 1e6, "MB", 450, AtLeast: false),
        ];

        async Task WatchAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, process.ResidentBytes());
                await Task.Delay(100);
            }
        }
    }
}

/// <summary>Settings of a worker that sends to a sink.</summary>
internal static class Smtp
{
    public static (string, string)[] To(SmtpSink sink) =>
    [
        ("Notify:Delivery:EmailProviders", "smtp"),
        ("Notify:Smtp:Host", "127.0.0.1"),
        ("Notify:Smtp:Port", sink.Port.ToString(CultureInfo.InvariantCulture)),
        ("Notify:Smtp:Security", "None"),
        ("Notify:Smtp:Connections", "64"),
        ("Notify:Delivery:InFlight", "32"),
        ("Notify:Delivery:BatchSize", "250"),
    ];
}
