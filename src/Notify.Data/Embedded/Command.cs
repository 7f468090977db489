using System.ComponentModel;
using System.Diagnostics;

namespace Notify.Data.Embedded;

/// <summary>Runs a program to its end and keeps what it said.</summary>
internal static class Command
{
    /// <param name="ExitCode">127 when there is no such program.</param>
    public sealed record Result(int ExitCode, string Output, string Errors)
    {
        public bool Succeeded => ExitCode == 0;

        public string Words => $"{Output}\n{Errors}";
    }

    /// <param name="arguments">The program first.</param>
    /// <param name="folder">Where it runs: one that its user can enter.</param>
    public static async Task<Result> RunAsync(IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // A person's settings for psql and the like must not reach our server; messages are read in English.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new Result(127, "", $"{arguments[0]}: {new Win32Exception(e.NativeErrorCode).Message}");
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // Windows hands our pipes on to the server that pg_ctl starts, so their end may never come.
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, CancellationToken.None));
        return new Result(process.ExitCode, Said(output), Said(errors));
    }

    private static string Said(Task<string> reading) => reading.IsCompletedSuccessfully ? reading.Result.Trim() : "";
}
