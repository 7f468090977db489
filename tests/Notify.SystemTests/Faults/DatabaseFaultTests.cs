using Notify.TestKit.Faults;
using Notify.TestKit.Postgres;
using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>The database out of reach, and its disk full.</summary>
public sealed class DatabaseFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _disk = Directory.CreateTempSubdirectory("notify-disk-").FullName;
    private OwnPostgres _postgres = null!;

    public async Task InitializeAsync() => _postgres = await OwnPostgres.StartAsync();

    public async Task DisposeAsync()
    {
        await _postgres.DisposeAsync();
        await Shell.TryRunAsync("umount", "--lazy", _disk);
        Directory.Delete(_disk, recursive: true);
    }

    [Fact]
    public async Task Out_of_reach_for_a_while_nothing_is_lost_and_nothing_sent_twice()
    {
        await using var wire = await CutWire.StartAsync(_postgres.ConnectionString);
        await using var run = await FaultRun.PrepareAsync(_postgres.ConnectionString, _postgres.DataFolder);
        run.Sink.Start();
        await run.StartAsync("api", wire.ConnectionString);
        await run.StartAsync("worker", wire.ConnectionString);
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > 100, "e-mails arrive");

        wire.Sever();
        await Task.Delay(Form.Away);
        var before = run.Sink.Arrivals.Count;
        wire.Mend();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > before + 100, "e-mails arrive again");
        await run.Poster.StopAsync();
        await run.WaitUntilAllArrivedAsync(Form.Bound);

        var tally = await run.TallyAsync();
        output.WriteLine($"unreachable for {Form.Away.TotalSeconds:0} s: {tally}");
        Assert.Equal((0L, 0), (tally.Lost, tally.Doubled));
        Assert.True(run.Poster.Failed > 0, "The API should have said no meanwhile");
    }

    /// <summary>The tables lie on a disk of their own, as they may; the write-ahead log does not. (A full disk under the log ends
    /// PostgreSQL itself, which is the kill of the other test.)</summary>
    [Fact]
    public async Task Full_disk_stops_accepting_and_sending_and_nothing_is_lost_or_sent_twice()
    {
        await Shell.RunAsync("mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", _disk);
        await Shell.RunAsync("chown", "--reference", _postgres.ClusterFolder, _disk);
        await Shell.RunAsync("chmod", "700", _disk);
        await using var run = await FaultRun.PrepareAsync(_postgres.ConnectionString, _postgres.DataFolder);
        await run.ExecuteAsync($"create tablespace small location '{_disk}'");
        await run.ExecuteAsync(
            """
            do $$
            declare part regclass;
            begin
              execute 'alter table notification_queue set tablespace small';
              for part in select inhrelid from pg_inherits where inhparent = 'notifications'::regclass loop
                execute format('alter table %s set tablespace small', part);
              end loop;
            end $$
            """);
        run.Sink.Start();
        await run.StartAsync("api");
        await run.StartAsync("worker");
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > 100, "e-mails arrive");

        var filler = Path.Combine(_disk, "filler");
        await Shell.TryRunAsync("dd", "if=/dev/zero", $"of={filler}", "bs=64k");
        await FaultRun.UntilAsync(() => run.Poster.Failed > 20, "the API says no");
        await Task.Delay(TimeSpan.FromSeconds(3));
        File.Delete(filler);
        var before = run.Sink.Arrivals.Count;
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > before + 100, "e-mails arrive again");
        await run.Poster.StopAsync();
        await run.WaitUntilAllArrivedAsync(Form.Bound);

        var tally = await run.TallyAsync();
        output.WriteLine($"disk full: {tally}");
        Assert.Equal((0L, 0), (tally.Lost, tally.Doubled));
    }
}
