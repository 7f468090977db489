using System.Text.Json;
using Notify.Data.Embedded;
using Notify.TestKit.Processes;

namespace Notify.SystemTests;

/// <summary>The whole demo on each PostgreSQL that the system has.</summary>
public sealed class SystemPostgresTests
{
    public static TheoryData<string> BinFolders() =>
        [.. Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres")))];

    [Theory]
    [MemberData(nameof(BinFolders))]
    public async Task Demo_delivers_on_the_systems_postgresql(string binFolder)
    {
        var folder = Directory.CreateTempSubdirectory("notify-system-").FullName;
        var environment = new Dictionary<string, string?> { ["NOTIFY_POSTGRES_BIN"] = binFolder };
        try
        {
            var (exitCode, output, errors) = await NotifyProcess.RunAsync(environment, "demo", "--once", "--json", "--data", folder);

            Assert.True(exitCode == 0, errors);
            Assert.Equal("delivered", JsonSerializer.Deserialize<JsonElement>(output).GetProperty("sms").GetProperty("status").GetString());
        }
        finally
        {
            await EmbeddedPostgres.DeleteAsync(
                new EmbeddedPostgresOptions { DataFolder = folder, Search = PostgresSearch.Default with { Named = binFolder } }, CancellationToken.None);
        }
    }
}
