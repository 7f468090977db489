using Notify.Data.Embedded;

namespace Notify.IntegrationTests.Embedded;

public sealed class DataFolderTests
{
    [Fact]
    public async Task Default_is_what_NOTIFY_DATA_says() =>
        Assert.Equal("/some/where", await DefaultAsync(new() { ["NOTIFY_DATA"] = "/some/where" }));

    [Fact]
    public async Task Default_without_NOTIFY_DATA_is_the_systems_place()
    {
        var expected = Environment.IsPrivilegedProcess ? "/var/lib/notify" : "/data/home/notify";

        Assert.Equal(expected, await DefaultAsync(new() { ["NOTIFY_DATA"] = null, ["XDG_DATA_HOME"] = "/data/home" }));
    }

    [Fact]
    public void Only_one_at_a_time_holds_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory("notify-").FullName;
        using (FolderLock.Take(folder))
        {
            Assert.Null(FolderLock.TryTake(folder));
        }

        using (var again = FolderLock.TryTake(folder))
        {
            Assert.NotNull(again);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> DefaultAsync(Dictionary<string, string?> environment)
    {
        await using var other = await OtherProcess.StartAsync(environment, ["data-folder"]);
        return other.FirstLine;
    }
}
