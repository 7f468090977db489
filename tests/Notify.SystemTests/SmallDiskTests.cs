using System.Diagnostics;
using Notify.TestKit.Processes;

namespace Notify.SystemTests;

/// <summary>A data folder on a disk that is too small, and on one that cannot be written.</summary>
public sealed class SmallDiskTests : IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("notify-disk-").FullName;

    [Theory]
    [InlineData("size=12m", "full")]
    [InlineData("size=12m,ro", "read-only")]
    public async Task Demo_says_in_one_line_what_is_wrong_with_the_disk(string options, string word)
    {
        Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", _disk);

        var (exitCode, _, errors) = await NotifyProcess.RunAsync(new Dictionary<string, string?>(), "demo", "--once", "--data", Path.Combine(_disk, "data"));

        var last = errors.Split('\n')[^1];
        Assert.Equal(1, exitCode);
        Assert.Contains(word, last, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _disk);
        Directory.Delete(_disk, recursive: true);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
