using Notify.Server.Cli.Doctor;

namespace Notify.UnitTests.Server;

public sealed class MemoryChecksTests : IDisposable
{
    private readonly DirectoryInfo _processor = Directory.CreateTempSubdirectory("notify-processor-");

    public void Dispose() => _processor.Delete(recursive: true);

    [Fact]
    public void Machine_that_hides_its_cache_is_told_what_to_set()
    {
        var finding = MemoryChecks.Collections(_processor.FullName, setting: "");

        Assert.Equal(FindingState.Warning, finding.State);
        Assert.Contains("DOTNET_GCgen0size to 0x4000000", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_to_do_where_it_is_set()
    {
        Assert.Equal(FindingState.Good, MemoryChecks.Collections(_processor.FullName, setting: "0x4000000").State);
    }

    [Fact]
    public void Nothing_is_to_do_where_the_cache_is_seen()
    {
        _processor.CreateSubdirectory("cache/index3");

        Assert.Equal(FindingState.Good, MemoryChecks.Collections(_processor.FullName, setting: "").State);
    }

    [Fact]
    public void Nothing_is_to_do_on_other_systems()
    {
        Assert.Equal(FindingState.Good, MemoryChecks.Collections(Path.Combine(_processor.FullName, "none"), setting: "").State);
    }
}
