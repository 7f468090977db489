using System.Diagnostics;
using System.Globalization;
using Notify.Data.Embedded;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.TestKit.Faults;

/// <summary>A PostgreSQL of one test's own, as safe as an installation's, that can be killed and started anew.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;
    private EmbeddedPostgres _server;

    private OwnPostgres(EmbeddedPostgresOptions options, EmbeddedPostgres server)
    {
        _options = options;
        _server = server;
    }

    /// <summary>Stays the same when it is started anew.</summary>
    public string ConnectionString => _server.ConnectionString;

    public string DataFolder => _options.DataFolder;

    public string ClusterFolder => _server.ClusterFolder;

    /// <summary>Starts it with the product's schema.</summary>
    public static async Task<OwnPostgres> StartAsync()
    {
        var options = new EmbeddedPostgresOptions
        {
            DataFolder = Directory.CreateTempSubdirectory("notify-faults-").FullName,
            CreateWithoutSync = true,
        };
        var postgres = new OwnPostgres(options, await EmbeddedPostgres.StartAsync(options, CancellationToken.None));
        try
        {
            await DatabaseSchema.UpgradeAsync(DatabaseAddress.Parse(postgres.ConnectionString), CancellationToken.None);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL to the postmaster and all its processes.</summary>
    public async Task KillAsync()
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(ClusterFolder, "postmaster.pid")))[0];
        string[] family = [postmaster, .. ChildrenOf(int.Parse(postmaster, CultureInfo.InvariantCulture))];
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-KILL", .. family]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
        while (Directory.Exists($"/proc/{postmaster}"))
        {
            await Task.Delay(5);
        }
    }

    public async Task RestartAsync()
    {
        await _server.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        _server = await EmbeddedPostgres.StartAsync(_options, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await EmbeddedPostgres.DeleteAsync(_options, CancellationToken.None);
    }

    private static IEnumerable<string> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;   // it has ended meanwhile
            }

            // Number, name in brackets, state, parent.
            if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture))
            {
                yield return Path.GetFileName(folder);
            }
        }
    }
}
