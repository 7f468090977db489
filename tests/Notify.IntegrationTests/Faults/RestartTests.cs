using Notify.TestKit.Faults;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Faults;

/// <summary>Processes that end between two steps of a message, asked to or not.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly NotifyInstallation _installation = new();

    public Task InitializeAsync() => _installation.InitializeAsync();

    public Task DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Stopped_under_load_it_has_answered_whatever_it_stored()
    {
        await using var run = await FaultRun.PrepareAsync(_installation.ConnectionString, _installation.DataFolder);
        var api = await run.StartAsync("api");
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Poster.Count > 200, "notifications are accepted");

        var exitCode = await api.StopAsync();
        await run.Poster.StopAsync();

        Assert.Equal((0, (long)run.Poster.Count), (exitCode, await run.CountAsync("select count(*) from notifications")));
    }

    [Fact]
    public async Task Killed_between_two_tries_the_second_is_made_by_another_process_when_it_is_due()
    {
        await using var run = await FaultRun.PrepareAsync(_installation.ConnectionString, _installation.DataFolder);
        var first = await run.StartAsync("api,worker");
        await run.Poster.PostAsync(1);   // nobody listens at the mail server's address yet
        for (var i = 0; i < 1000 && await run.CountAsync("select count(*) from notification_queue where tries = 1 and owner is null") == 0; i++)
        {
            await Task.Delay(10);
        }

        await first.KillAsync();
        var due = await _installation.ReadAsync<DateTime>("select due_at from notification_queue where tries = 1 and owner is null");
        run.Sink.Start();
        await run.StartAsync("worker");
        await run.DemandAllArrivedAsync(TimeSpan.FromSeconds(60));

        Assert.True(await _installation.ReadAsync<DateTime>("select sent_at from notifications") >= due, $"It was sent before {due:O}");
        Assert.Equal(0, run.Poster.Doubled);
    }
}
