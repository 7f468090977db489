using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Notify.Benchmarks.Load.Works;

/// <summary>Texts accepted while the worker, which had been sending before, was frozen; then handed to an HTTP gateway whose receipts make them delivered.</summary>
internal sealed class TextBacklog : IWork
{
    private const string Delivered = "select count(*) from notifications where status = 'delivered'";

    public string Name => "texts";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var texts = quick ? 3_000 : 20_000;

        // The gateway is known to the hosts that hear its receipts, too.
        var receipts = Notify.TestKit.Processes.NotifyProcess.FreePort();
        using var sink = GatewaySink.Start(receipts);
        var settings = sink.Settings($"http://127.0.0.1:{receipts}");
        await stage.ServeAtAsync(receipts, "api", settings);
        var (_, worker) = await stage.ServeAsync("worker", settings);
        var clients = await stage.ClientsAsync(4, "sms");
        await FillAsync(WarmUp.Messages(quick));
        await stage.UntilAsync(Delivered, WarmUp.Messages(quick), TimeSpan.FromSeconds(60));
        await worker.SignalAsync("STOP");
        await FillAsync(texts);

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
            await stage.UntilAsync(Delivered, WarmUp.Messages(quick) + texts, TimeSpan.FromSeconds(90));
            return texts;
        });
        var took = Stopwatch.GetElapsedTime(begun) - first;
        await Console.Error.WriteLineAsync($"  texts: {cost}");
        return [new($"backlog of {texts} texts through the HTTP gateway, to delivered by receipt", texts / took.TotalSeconds, "/s", 3000, AtLeast: true)];

        async Task FillAsync(int count) => await HttpLoad.RunAsync(
            receipts, 32, TimeSpan.FromSeconds(60), (number, _, buffer) => clients[number % clients.Count].WriteSend(buffer, "07700900123"), most: count);
    }
}

/// <summary>A hundred thousand texts in two requests, and the codes of another service while they drain.</summary>
internal sealed class BulkAndPriority : IWork
{
    private const int Rows = 50_000;

    public string Name => "bulk";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        using var sink = GatewaySink.Start(apiPort: null);
        var (port, _) = await stage.ServeAsync("api", sink.Settings("http://127.0.0.1"));
        await stage.ServeAsync("worker", sink.Settings("http://127.0.0.1"));
        var mailing = (await stage.ClientsAsync(1, "sms"))[0];
        var codes = (await stage.ClientsAsync(1, "sms", "priority"))[0];
        var body = Body(mailing.TemplateId);

        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => PostAsync(port, mailing, body)));
        var accepted = Stopwatch.GetElapsedTime(begun);
        var queued = $"select coalesce(sum(stored_rows), 0)::bigint from uploads where service_id = '{mailing.ServiceId}'";
        var storing = stage.UntilAsync(queued, 2 * Rows, TimeSpan.FromSeconds(60));

        // From the answer on: while the rows are put into the queue, and while they leave it.
        var times = new List<double>();
        for (var i = 0; i < (quick ? 40 : 200) && sink.Count < 1.9 * Rows; i++)
        {
            var number = $"+44770095{i:D4}";
            var sent = Stopwatch.GetTimestamp();
            (await HttpLoad.RunAsync(port, 1, TimeSpan.FromSeconds(5), (_, _, buffer) => codes.WriteSend(buffer, number), most: 1)).Checked();
            while (!sink.Arrivals.ContainsKey(number) && Stopwatch.GetElapsedTime(sent) < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(2);
            }

            times.Add(sink.Arrivals.TryGetValue(number, out var arrived) ? Stopwatch.GetElapsedTime(sent, arrived).TotalMilliseconds : 20_000);
            await Task.Delay(100);
        }

        var inQueue = accepted + await storing;
        times.Sort();
        return
        [
            new("100,000 rows of bulk accepted: all checked, kept and answered", accepted.TotalSeconds, "s", 5, AtLeast: false),
            new("the same until all are in the queue, beside a worker that sends them", inQueue.TotalSeconds, "s", 15, AtLeast: false),
            new($"priority text while that bulk drains, POST to provider, p99 of {times.Count}", times[(int)(times.Count * 0.99)], "ms", 1000, AtLeast: false),
        ];
    }

    private static byte[] Body(Guid template)
    {
        var body = new StringBuilder();
        body.Append("{\"name\":\"Reminders\",\"template_id\":\"").Append(template).Append("\",\"rows\":[[\"phone number\",\"name\",\"day\",\"time\",\"document\",\"number\"]");
        for (var i = 0; i < Rows; i++)
        {
            body.Append(",[\"+4477011").Append(i.ToString("D5", CultureInfo.InvariantCulture)).Append("\",\"Amala Bird\",\"Tuesday 3 March\",\"11:15 am\",\"passport\",\"4711\"]");
        }

        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    private static async Task PostAsync(int port, ApiClient client, byte[] body)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/notifications/bulk") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", client.Token());
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
