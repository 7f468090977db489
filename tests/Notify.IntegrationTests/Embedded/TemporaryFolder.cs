using Notify.Data.Embedded;

namespace Notify.IntegrationTests.Embedded;

/// <summary>A folder for one test, deleted at its end with whatever cluster was made in it.</summary>
internal sealed class TemporaryFolder
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("notify-").FullName;
        Data = System.IO.Path.Combine(Path, "data");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; }

    /// <summary>Not there yet.</summary>
    public string Data { get; }

    public EmbeddedPostgresOptions Options => new() { DataFolder = Data, CreateWithoutSync = true };

    public async Task DeleteAsync()
    {
        Assert.True(await EmbeddedPostgres.DeleteAsync(Options, CancellationToken.None));
        Directory.Delete(Path, recursive: true);
    }
}
