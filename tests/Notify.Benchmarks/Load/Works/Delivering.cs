using System.Diagnostics;
using System.Globalization;

namespace Notify.Benchmarks.Load.Works;

/// <summary>Twenty thousand e-mails accepted while the worker, which had been sending before, was frozen; then sent and recorded.</summary>
internal sealed class EmailBacklog(TimeSpan delay, double limit) : IWork
{
    private const int Mails = 20_000;
    private const string Recorded = "select count(*) from notifications where status <> 'created'";

    public string Name => delay == TimeSpan.Zero ? "backlog" : "backlog-slow";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        using var sink = new SmtpSink(delay);
        var (port, api) = await stage.ServeAsync("api");
        var (_, worker) = await stage.ServeAsync("worker", Smtp.To(sink));
        var clients = await stage.ClientsAsync(4);
        await FillAsync(WarmUp.Messages);
        await stage.UntilAsync(Recorded, WarmUp.Messages, TimeSpan.FromSeconds(60));
        await worker.SignalAsync("STOP");
        await FillAsync(Mails);
        await api.StopAsync();

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
            await stage.UntilAsync(Recorded, WarmUp.Messages + Mails, TimeSpan.FromSeconds(60));
            return Mails;
        });
        var took = Stopwatch.GetElapsedTime(begun) - first;
        await Console.Error.WriteLineAsync($"  backlog: {cost}");
        return
        [
            new(
                string.Create(CultureInfo.InvariantCulture, $"backlog of {Mails} e-mails, sink answers after {delay.TotalMilliseconds:0} ms"),
                Mails / took.TotalSeconds, "/s", limit, AtLeast: true),
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
        var (port, _) = await stage.ServeAsync("api");
        await stage.ServeAsync("worker", Smtp.To(sink));
        var clients = await stage.ClientsAsync(4);
        await PostAsync(WarmUp.For);
        var before = sink.Count;
        var watch = Stopwatch.StartNew();
        await PostAsync(TimeSpan.FromSeconds(quick ? 6 : 12));
        return [new("posting and sending at once, e-mails accepted, sent and recorded", (sink.Count - before) / watch.Elapsed.TotalSeconds, "/s", 2000, AtLeast: true)];

        async Task PostAsync(TimeSpan duration)
        {
            (await HttpLoad.RunAsync(
                port, 16, duration, (number, turn, buffer) => clients[number % clients.Count].WriteSend(buffer, $"p{turn}@example.com"))).Checked();
            await stage.UntilAsync("select -count(*) from notifications where status = 'created'", 0, TimeSpan.FromSeconds(60));
        }
    }
}

/// <summary>One e-mail at a time through a platform that has nothing else to do.</summary>
internal sealed class Idle : IWork
{
    public string Name => "idle";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        using var sink = new SmtpSink(TimeSpan.Zero);
        var (port, _) = await stage.ServeAsync("api");
        await stage.ServeAsync("worker", Smtp.To(sink));
        var client = (await stage.ClientsAsync(1))[0];
        var times = new List<double>();
        for (var i = 0; i < (quick ? 12 : 20); i++)
        {
            // Every other one comes after the drain has ended, and must wake a new one from another process.
            await Task.Delay(i % 2 == 0 ? 4000 : 200);
            var to = $"idle{i}@example.com";
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

            if (i >= 4)
            {
                times.Add(Stopwatch.GetElapsedTime(begun, sink.Arrivals[to]).TotalMilliseconds);
            }
        }

        times.Sort();
        return [new("idle, POST to provider, p50", times[times.Count / 2], "ms", 100, AtLeast: false)];
    }
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
        await Task.Delay(TimeSpan.FromSeconds(5));
        var idle = process.ResidentBytes();
        var most = idle;
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync();
        (await HttpLoad.RunAsync(
            port, 32, TimeSpan.FromSeconds(quick ? 8 : 20), (number, turn, buffer) => clients[number % clients.Count].WriteSend(buffer, $"p{turn}@example.com"))).Checked();
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
