using System.Diagnostics;
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
        var back = Stopwatch.StartNew();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > before + 100, "e-mails arrive again");
        back.Stop();
        await run.Poster.StopAsync();
        await run.DemandAllArrivedAsync(Form.Bound);

        var tally = await run.TallyAsync();
        output.Report($"unreachable for {Form.Away.TotalSeconds:0} s, sending again {back.Elapsed.TotalSeconds:0.0} s later: {tally}");
        Assert.Equal((0, 0), (tally.Lost, tally.Doubled));
        Assert.True(run.Poster.Failed > 0, "The API should have said no meanwhile");
    }

    /// <summary>The notifications lie on a disk of their own, as tables may; the queue and the write-ahead log do not, so that claims
    /// succeed and records of what was sent fail.</summary>
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
              for part in select inhrelid from pg_inherits where inhparent = 'notifications'::regclass loop
                execute format('alter table %s set tablespace small', part);
              end loop;
            end $$
            """);
        run.Sink.Start();
        await run.StartAsync("api");
        await run.Poster.PostAsync(Form.Messages);

        var filler = Path.Combine(_disk, "filler");
        await Shell.TryRunAsync("dd", "if=/dev/zero", $"of={filler}", "bs=64k");
        await Shell.TryRunAsync("dd", "if=/dev/zero", $"of={filler}2", "bs=1k");
        var worker = await run.StartAsync("worker");
        await worker.WaitForWordsAsync("outcomes cannot be stored; sending stops until they are");
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Poster.Failed > 20, "the API says no");
        await Task.Delay(TimeSpan.FromSeconds(3));
        var sentMeanwhile = run.Sink.Arrivals.Count;
        File.Delete(filler);
        File.Delete(filler + "2");
        await run.Poster.StopAsync();
        await run.DemandAllArrivedAsync(Form.Bound);

        var tally = await run.TallyAsync();
        output.Report($"disk full, {sentMeanwhile} sent before sending stopped: {tally}");
        Assert.Equal((0, 0), (tally.Lost, tally.Doubled));
        Assert.Equal(tally.Accepted, tally.Delivered);
    }

    /// <summary>The write-ahead log alone lies on a small disk: PostgreSQL ends itself when there is no room for the next piece of it, in the middle of
    /// whatever it does, and does not come up before there is.</summary>
    [Fact]
    public async Task Full_disk_under_the_log_ends_postgresql_and_nothing_is_lost_or_sent_twice_when_it_is_back()
    {
        await Shell.RunAsync("mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", _disk);
        await Shell.RunAsync("chown", "--reference", _postgres.ClusterFolder, _disk);
        await _postgres.KillAsync();
        var log = Path.Combine(_postgres.ClusterFolder, "pg_wal");
        await Shell.RunAsync("cp", "-a", log, Path.Combine(_disk, "pg_wal"));
        await Shell.RunAsync("rm", "-r", log);
        await Shell.RunAsync("ln", "-s", Path.Combine(_disk, "pg_wal"), log);
        await _postgres.RestartAsync();
        await using var run = await FaultRun.PrepareAsync(_postgres.ConnectionString, _postgres.DataFolder);
        run.Sink.Start();
        await run.StartAsync("api");
        await run.StartAsync("worker");
        run.Poster.Start();
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > 100, "e-mails arrive");

        var filler = Path.Combine(_disk, "filler");
        await Shell.TryRunAsync("dd", "if=/dev/zero", $"of={filler}", "bs=64k");
        await UntilItEndsAsync(run);
        await FaultRun.UntilAsync(() => run.Poster.Failed > 20, "the API says no");
        File.Delete(filler);
        await _postgres.RestartAsync();
        var before = run.Sink.Arrivals.Count;
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count > before + 100, "e-mails arrive again");
        await run.Poster.StopAsync();
        await run.DemandAllArrivedAsync(Form.Bound);

        var tally = await run.TallyAsync();
        output.Report($"disk of the log full: {tally}");
        Assert.Equal((0, 0), (tally.Lost, tally.Doubled));
        // What was stored just before the database died may have been answered with an error.
        Assert.InRange(tally.Delivered, tally.Accepted, tally.Accepted + run.Poster.Failed);
    }

    /// <summary>Uses up what pieces of the log there are, so that a new one is needed soon.</summary>
    private static async Task UntilItEndsAsync(FaultRun run)
    {
        for (var i = 0; i < 500; i++)
        {
            try
            {
                await run.ExecuteAsync("select pg_switch_wal()");
            }
            catch (Npgsql.NpgsqlException)
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("The disk is not full");
    }
}
