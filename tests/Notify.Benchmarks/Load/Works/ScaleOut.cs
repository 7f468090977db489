using System.Diagnostics;
using Notify.TestKit.Processes;

namespace Notify.Benchmarks.Load.Works;

/// <summary>The same backlog sent by one worker process and by two, through a mail server that answers slowly: what is missing is not the
/// machine's power, which both would share here, but hand-overs under way at once, which more hosts bring.</summary>
internal sealed class ScaleOut : IWork
{
    private const string Recorded = "select count(*) from notifications where status in ('sending', 'delivered')";
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    public string Name => "workers";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var mails = quick ? 2_000 : 10_000;
        using var sink = new SmtpSink(Delay);
        var (port, _) = await stage.ApiAsync();
        var clients = await stage.ClientsAsync(4);
        var sent = 0;
        var workers = new List<NotifyProcess> { (await stage.ServeAsync("worker", Smtp.To(sink))).Process };
        await SendAsync(500);
        var one = await SendAsync(mails);
        workers.Add((await stage.ServeAsync("worker", Smtp.To(sink))).Process);
        await SendAsync(500);
        var two = await SendAsync(mails);
        return
        [
            new($"backlog of {mails} e-mails, sink answers after 100 ms, one worker process", one, "/s", 0, AtLeast: true),
            new("the same, two worker processes", two, "/s", 0, AtLeast: true),
            new("two worker processes against one", two / one, "times", 1.5, AtLeast: true),
        ];

        async Task<double> SendAsync(int count)
        {
            await Task.WhenAll(workers.Select(worker => worker.SignalAsync("STOP")));
            await HttpLoad.RunAsync(
                port, 32, TimeSpan.FromSeconds(60), (number, turn, buffer) => clients[number % clients.Count].WriteSend(buffer, $"p{turn}@example.com"), most: count);
            sent += count;
            var begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(workers.Select(worker => worker.SignalAsync("CONT")));
            await stage.UntilAsync(Recorded, sent, TimeSpan.FromSeconds(90));
            return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }
    }
}
