using System.Diagnostics;

namespace Notify.IntegrationTests.Embedded;

/// <summary>A running <see cref="HolderProgram"/>.</summary>
internal sealed class OtherProcess : IAsyncDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
    }

    public string FirstLine { get; }

    public int Id => _process.Id;

    public static Task<OtherProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    public static async Task<OtherProcess> StartAsync(Dictionary<string, string?> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HolderProgram).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new OtherProcess(process, line ?? throw new InvalidOperationException("The other process ended before it said anything."));
    }

    public async Task<string> NextLineAsync() => await _process.StandardOutput.ReadLineAsync() ?? "";

    /// <summary>SIGKILL: it cannot clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
