namespace Notify.Benchmarks.Load.Works;

/// <summary>Accepting e-mails, all checks and rendering, against the same server without the database step: the same request to a simulated
/// recipient is checked and rendered alike, and answered without being stored.</summary>
internal sealed class PostEmail : IWork
{
    public string Name => "post";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ServeAsync("api");
        var clients = await stage.ClientsAsync(4);
        var duration = TimeSpan.FromSeconds(quick ? 4 : 8);
        await HttpLoad.RunAsync(port, 32, TimeSpan.FromSeconds(3), Send("amala@example.com"));
        var without = (await HttpLoad.RunAsync(port, 32, duration, Send("simulate-delivered@notifications.service.gov.uk"))).Checked();
        var stored = (await HttpLoad.RunAsync(port, 32, duration, Send("amala@example.com"))).Checked();
        return
        [
            new("POST e-mail, 32 connections", stored.PerSecond, "/s", 8000, AtLeast: true),
            new("POST e-mail, share of the same without storing", 100 * stored.PerSecond / without.PerSecond, "%", 45, AtLeast: true),
        ];

        Func<int, long, byte[], int> Send(string to) => (number, _, buffer) => clients[number % clients.Count].WriteSend(buffer, to);
    }
}

/// <summary>How long a request waits when few come at once.</summary>
internal sealed class PostLatency : IWork
{
    public string Name => "latency";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ServeAsync("api");
        var clients = await stage.ClientsAsync(4);
        await HttpLoad.RunAsync(port, 8, TimeSpan.FromSeconds(3), Write);
        var result = (await HttpLoad.RunAsync(port, 8, TimeSpan.FromSeconds(quick ? 4 : 8), Write)).Checked();
        return [new("POST e-mail, 8 connections, p99", result.Percentile(0.99), "ms", 8, AtLeast: false)];

        int Write(int number, long turn, byte[] buffer) => clients[number % clients.Count].WriteSend(buffer, "amala@example.com");
    }
}

/// <summary>Reading one notification.</summary>
internal sealed class GetOne : IWork
{
    public string Name => "get";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick)
    {
        var (port, _) = await stage.ServeAsync("api");
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

        await HttpLoad.RunAsync(port, 32, TimeSpan.FromSeconds(2), Write, status: 200);
        var result = (await HttpLoad.RunAsync(port, 32, TimeSpan.FromSeconds(quick ? 4 : 8), Write, status: 200)).Checked();
        return [new("GET one notification, 32 connections", result.PerSecond, "/s", 15000, AtLeast: true)];

        int Write(int number, long turn, byte[] buffer) => clients[0].WriteGet(buffer, ids[(int)(turn % ids.Count)]);
    }
}
