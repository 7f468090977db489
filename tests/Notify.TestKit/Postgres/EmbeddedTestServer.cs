using System.Diagnostics;
using System.Globalization;
using Notify.Data.Embedded;

namespace Notify.TestKit.Postgres;

/// <summary>An embedded PostgreSQL for this test process, in a folder of its own. Fast rather than safe: what it holds is worth nothing.</summary>
internal static class EmbeddedTestServer
{
    /// <summary>Each test process has a folder in here, named after its number.</summary>
    private static readonly string Runs = Path.Combine(
        Path.GetTempPath(), $"notify-tests-{Environment.UserName.ToLowerInvariant()}");

    private static Process? _watch;   // held, since a collected one closes its pipe

    /// <returns>How to connect to it.</returns>
    public static async Task<string> StartAsync()
    {
        await DeleteLeftoversAsync();
        var options = Options(Path.Combine(Runs, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        var server = await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
        if (OperatingSystem.IsWindows())
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                EmbeddedPostgres.DeleteAsync(options, CancellationToken.None).GetAwaiter().GetResult();
        }
        else
        {
            StartWatch(server);
        }

        return server.ConnectionString;
    }

    private static EmbeddedPostgresOptions Options(string folder) => new()
    {
        DataFolder = folder,
        CreateWithoutSync = true,
        Settings = new Dictionary<string, string>
        {
            ["fsync"] = "off",
            ["full_page_writes"] = "off",
            ["synchronous_commit"] = "off",
            ["max_connections"] = "400",
            ["log_min_error_statement"] = "error",
        },
    };

    /// <summary>Test runners give a finished test process a tenth of a second and then kill it, which is too short to stop a server.
    /// So a shell waits for the end of this process, however it comes, which closes the pipe that it reads from.</summary>
    private static void StartWatch(EmbeddedPostgres server)
    {
        const string Script = """
            trap '' INT TERM HUP
            while read -r _; do :; done
            server=$(head -n 1 "$1/cluster/postmaster.pid" 2>/dev/null)
            [ -n "$server" ] && kill -QUIT "$server" 2>/dev/null
            tries=0
            while [ -f "$1/cluster/postmaster.pid" ] && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
            rm -rf "$1" "$2"
            """;
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", Script, "notify-test-watch", Path.GetDirectoryName(server.ClusterFolder)!, server.DataFolder])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _watch = Process.Start(start);
    }

    private static async Task DeleteLeftoversAsync()
    {
        if (!Directory.Exists(Runs))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(Runs))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                && (processId == Environment.ProcessId || !IsAlive(processId)))
            {
                try
                {
                    await EmbeddedPostgres.DeleteAsync(Options(folder), CancellationToken.None);
                }
                catch (Exception e) when (e is EmbeddedPostgresException or IOException)
                {
                    // Another test process is deleting it, too.
                }
            }
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
