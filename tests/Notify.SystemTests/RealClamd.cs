using System.Diagnostics;

namespace Notify.SystemTests;

/// <summary>The system's clamd on a socket of its own, with one made-up signature of ours instead of ClamAV's.</summary>
public sealed class RealClamd : IAsyncLifetime
{
    /// <summary>What the signature finds.</summary>
    public const string Virus = "notify-system-test-virus-7c1e";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-clamd-");
    private Process? _clamd;

    public string Address => $"unix:{Path.Combine(_folder.FullName, "clamd.ctl")}";

    /// <summary>The largest stream it takes, in kilobytes.</summary>
    public const int StreamMaxKilobytes = 3000;

    public async Task InitializeAsync()
    {
        var signatures = Directory.CreateDirectory(Path.Combine(_folder.FullName, "signatures"));

        // Name, any type of file, anywhere in it, the bytes in hexadecimal.
        await File.WriteAllTextAsync(
            Path.Combine(signatures.FullName, "notify.ndb"), $"Notify.SystemTest-1:0:*:{Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(Virus))}\n");
        var configuration = Path.Combine(_folder.FullName, "clamd.conf");
        await File.WriteAllTextAsync(configuration,
            $"""
            Foreground yes
            LocalSocket {Path.Combine(_folder.FullName, "clamd.ctl")}
            DatabaseDirectory {signatures.FullName}
            TemporaryDirectory {_folder.FullName}
            StreamMaxLength {StreamMaxKilobytes}K
            MaxThreads 2
            OfficialDatabaseOnly no

            """);
        _clamd = Process.Start(new ProcessStartInfo("clamd", ["--config-file", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _clamd.OutputDataReceived += static (_, _) => { };
        _clamd.ErrorDataReceived += static (_, _) => { };
        _clamd.BeginOutputReadLine();
        _clamd.BeginErrorReadLine();
        for (var i = 0; i < 300 && !File.Exists(Path.Combine(_folder.FullName, "clamd.ctl")); i++)
        {
            Assert.False(_clamd.HasExited, "clamd ended by itself");
            await Task.Delay(100);
        }
    }

    public async Task DisposeAsync()
    {
        if (_clamd is { HasExited: false })
        {
            _clamd.Kill();
            await _clamd.WaitForExitAsync();
        }

        _clamd?.Dispose();
        _folder.Delete(recursive: true);
    }
}
