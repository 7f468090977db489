using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Notify.Data.Embedded;
using Npgsql;

namespace Notify.IntegrationTests.Embedded;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.DeleteAsync();

    [Fact]
    public async Task First_start_makes_a_safe_utf8_database()
    {
        await using var postgres = await StartAsync();

        var settings = await AskAsync(postgres.ConnectionString, """
            select concat_ws(' ', current_database(), current_setting('server_encoding'), current_setting('fsync'),
                current_setting('full_page_writes'), current_setting('synchronous_commit'), current_setting('data_checksums'),
                upper('é'), current_setting('timezone'))
            """);
        Assert.Equal("notify UTF8 on on on on É UTC", settings);
        Assert.Contains($"PostgreSQL {postgres.Version} ", await AskAsync(postgres.ConnectionString, "select version()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_start_keeps_the_data_and_is_quick()
    {
        await using (var first = await StartAsync())
        {
            await AskAsync(first.ConnectionString, "create table kept as select 'still here' as word");
        }

        var clock = Stopwatch.StartNew();
        await using var second = await StartAsync();
        var taken = clock.Elapsed;

        Assert.Equal("still here", await AskAsync(second.ConnectionString, "select word from kept"));
        Assert.True(taken < TimeSpan.FromSeconds(5), $"took {taken}");
    }

    [Fact]
    public async Task Stopping_ends_the_server_although_sessions_are_open()
    {
        var postgres = await StartAsync();
        await using var session = new NpgsqlConnection(postgres.ConnectionString);
        await session.OpenAsync();

        await postgres.StopAsync();

        Assert.False(File.Exists(PidFile(postgres)));
        Assert.Null(EmbeddedPostgres.FindRunning(_folder.Data));
    }

    [Fact]
    public async Task A_killed_predecessor_leaves_its_server_running_and_the_next_start_goes_on_with_its_data()
    {
        string cluster;
        await using (var killed = await OtherProcess.StartAsync("hold", _folder.Data))
        {
            await AskAsync(killed.FirstLine, "create table kept as select 'committed' as word");
            await killed.KillAsync();
            Assert.Equal(killed.FirstLine, EmbeddedPostgres.FindRunning(_folder.Data));   // its server lives on
        }

        await using (var next = await StartAsync())
        {
            Assert.Equal("committed", await AskAsync(next.ConnectionString, "select word from kept"));
            cluster = PidFile(next);
        }

        Assert.False(File.Exists(cluster));
    }

    [Fact]
    public async Task A_server_that_was_killed_itself_recovers_and_a_process_number_given_anew_does_not_stop_the_start()
    {
        string pidFile;
        await using (var killed = await OtherProcess.StartAsync("hold", _folder.Data))
        {
            await AskAsync(killed.FirstLine, "create table kept as select 'committed' as word");
            pidFile = Path.Combine(await killed.NextLineAsync(), "postmaster.pid");
            await killed.KillAsync();
            using var server = Process.GetProcessById(FirstLine(pidFile));
            server.Kill();
            await server.WaitForExitAsync();
        }

        // The number in the stale file now belongs to some other living program: this one.
        var lines = await File.ReadAllLinesAsync(pidFile);
        lines[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines);

        await using var next = await StartAsync();
        Assert.Equal("committed", await AskAsync(next.ConnectionString, "select word from kept"));
    }

    [Fact]
    public async Task A_process_that_ends_without_disposing_stops_its_server()
    {
        await using var other = await OtherProcess.StartAsync("leave", _folder.Data);
        var cluster = await other.NextLineAsync();

        Assert.Equal(0, await other.WaitAsync());
        Assert.Null(EmbeddedPostgres.FindRunning(_folder.Data));
        Assert.False(File.Exists(Path.Combine(cluster, "postmaster.pid")));
    }

    [Fact]
    public async Task Two_at_once_in_one_folder_are_refused_and_the_first_goes_on()
    {
        await using var other = await OtherProcess.StartAsync("hold", _folder.Data);

        var message = await RefusalAsync(_folder.Options);

        Assert.Equal(
            $"Another notify (process {other.Id}) is using the data folder {_folder.Data}: stop it, or name another folder with --data or NOTIFY_DATA.",
            message);
        Assert.Equal("1", await AskAsync(other.FirstLine, "select '1'"));
    }

    [Fact]
    public async Task A_first_start_that_is_cancelled_leaves_nothing_in_the_way()
    {
        using var hasty = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EmbeddedPostgres.StartAsync(_folder.Options, hasty.Token));

        await using var postgres = await StartAsync();
        Assert.Equal("1", await AskAsync(postgres.ConnectionString, "select '1'"));
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_is_served_on_loopback()
    {
        var options = _folder.Options with { DataFolder = Path.Combine(_folder.Data, new string('x', 120)) };

        await using (var postgres = await EmbeddedPostgres.StartAsync(options, CancellationToken.None))
        {
            var fits = postgres.ClusterFolder.Length < 80;   // root's outside its temporary folder does
            Assert.Equal(fits, new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host != "127.0.0.1");
            Assert.Equal("1", await AskAsync(postgres.ConnectionString, "select '1'"));
            Assert.Equal(postgres.ConnectionString, EmbeddedPostgres.FindRunning(options.DataFolder));
        }

        Assert.True(await EmbeddedPostgres.DeleteAsync(options, CancellationToken.None));
    }

    [Fact]
    public async Task A_folder_that_only_root_can_enter_is_served_from_another_and_that_is_said_once()
    {
        var closed = Path.Combine(_folder.Path, "closed");
        Directory.CreateDirectory(closed);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var said = new List<string>();
        var options = _folder.Options with { DataFolder = Path.Combine(closed, "data"), Say = said.Add };
        for (var start = 1; start <= 2; start++)
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
            Assert.Equal("1", await AskAsync(postgres.ConnectionString, "select '1'"));
            if (Environment.IsPrivilegedProcess)
            {
                Assert.StartsWith("/var/lib/notify/clusters/", postgres.ClusterFolder, StringComparison.Ordinal);
                Assert.Contains(Path.GetDirectoryName(postgres.ClusterFolder)!, Assert.Single(said), StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith(options.DataFolder, postgres.ClusterFolder, StringComparison.Ordinal);
                Assert.Empty(said);
            }
        }

        Assert.True(await EmbeddedPostgres.DeleteAsync(options, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password()
    {
        await using var postgres = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guessed", Pooling = false };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(wrong.ConnectionString, "select '1'"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PasswordFile(postgres)));
        }
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Equal(
            $"PostgreSQL cannot listen on port {port}, which another program is using: stop that, or choose another port.",
            await RefusalAsync(_folder.Options with { Port = port }));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_named()
    {
        var closed = "/proc/notify";   // where even root cannot
        if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
        {
            closed = Path.Combine(_folder.Path, "closed", "data");
            Directory.CreateDirectory(Path.GetDirectoryName(closed)!, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var message = await RefusalAsync(_folder.Options with { DataFolder = closed });

        Assert.StartsWith($"Cannot write to the data folder {closed} (", message, StringComparison.Ordinal);
        Assert.EndsWith("): mend its permissions, or name another with --data or NOTIFY_DATA.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_below_a_file_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");

        var message = await RefusalAsync(_folder.Options with { DataFolder = Path.Combine(file, "data") });

        Assert.StartsWith($"Cannot write to the data folder {file}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_another_major_version_is_refused_with_the_version_it_needs()
    {
        string version;
        await using (var first = await StartAsync())
        {
            version = Path.Combine(first.ClusterFolder, "PG_VERSION");
        }

        await File.WriteAllTextAsync(version, "14\n");

        var message = await RefusalAsync(_folder.Options);

        Assert.StartsWith($"The database in {Path.GetDirectoryName(version)} was made by PostgreSQL 14, and ", message, StringComparison.Ordinal);
        Assert.Contains("set NOTIFY_POSTGRES_BIN to the bin folder of a PostgreSQL 14, or name another folder", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_password_is_named()
    {
        string password;
        await using (var first = await StartAsync())
        {
            password = PasswordFile(first);
        }

        File.Delete(password);

        Assert.StartsWith(
            $"The password of the embedded PostgreSQL, {password}, is missing", await RefusalAsync(_folder.Options), StringComparison.Ordinal);
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(_folder.Options, CancellationToken.None);

    private static async Task<string> RefusalAsync(EmbeddedPostgresOptions options)
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, CancellationToken.None));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    private static async Task<string?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }

    private static string PidFile(EmbeddedPostgres postgres) => Path.Combine(postgres.ClusterFolder, "postmaster.pid");

    private static string PasswordFile(EmbeddedPostgres postgres) =>
        Path.Combine(Path.GetDirectoryName(postgres.ClusterFolder)!, "password");

    private static int FirstLine(string pidFile) => int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture);
}
