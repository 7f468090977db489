using System.Diagnostics;

namespace Notify.SystemTests;

/// <summary>Programs of the system.</summary>
internal static class Shell
{
    /// <summary>Runs a program, which must succeed.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, words) = await TryRunAsync(program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}: {words}");
    }

    /// <summary>Runs a program that may fail.</summary>
    public static async Task<(int ExitCode, string Words)> TryRunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
