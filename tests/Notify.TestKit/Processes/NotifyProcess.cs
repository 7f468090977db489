using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Notify.TestKit.Processes;

/// <summary>The program as its users run it: a process of its own.</summary>
public sealed class NotifyProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, bool> GivenPorts = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _output = new();

    private NotifyProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Errors => string.Join('\n', _errors);

    public string Output => string.Join('\n', _output);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the program and returns at once.</summary>
    /// <param name="environment">Set for the process; null takes a variable away. Nothing of our own settings is inherited.</param>
    public static NotifyProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        StartUnder([], environment, arguments);

    /// <summary>The same through a program that becomes it, such as <c>ip netns exec</c> with a name.</summary>
    public static NotifyProcess StartUnder(IReadOnlyList<string> launcher, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        string[] command = [.. launcher, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var word in command[1..])
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "notify.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var own in start.Environment.Keys.Where(name => name.StartsWith("NOTIFY_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(own);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new NotifyProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs a verb to its end, with nothing on its standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var process = Start(environment, arguments);
        process._process.StandardInput.Close();
        var exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output, process.Errors);
    }

    /// <summary>Runs a verb to its end, with a text on its standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunOnAsync(string input, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var process = Start(environment, arguments);
        await process._process.StandardInput.WriteAsync(input);
        process._process.StandardInput.Close();
        var exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output, process.Errors);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until an address answers with success.</summary>
    public async Task WaitUntilAnsweringAsync(string url)
    {
        using var http = new HttpClient();
        for (var i = 0; i < 1200; i++)
        {
            Assert.False(HasExited, $"It ended instead of answering: {Errors}");
            try
            {
                using var answer = await http.GetAsync(url);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // Not listening yet. The bare SocketException is the client's: a connection gone again before it was looked at.
            }

            await Task.Delay(25);
        }

        Assert.Fail($"No answer from {url} in 30 s: {Errors}");
    }

    /// <summary>Waits until it has said a text, on either stream.</summary>
    public async Task WaitForWordsAsync(string words)
    {
        for (var i = 0; i < 1200 && !HasSaid(words); i++)
        {
            Assert.False(HasExited && !HasSaid(words), $"It ended before it said '{words}': {Errors}");
            await Task.Delay(25);
        }

        Assert.True(HasSaid(words), $"It has not said '{words}' in 30 s: {Errors}");
    }

    /// <summary>What it holds in memory now.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    public int Id => _process.Id;

    /// <summary>What it has used of the processors so far, all its threads together.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>SIGKILL: no chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await WaitForExitAsync();
    }

    /// <param name="signal">Its name without SIG, such as <c>STOP</c>.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>A loopback port that was free a moment ago, another one each time.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;

            // The system may name the same one again before its first asker listens there.
            if (GivenPorts.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    private bool HasSaid(string words) => Errors.Contains(words, StringComparison.Ordinal) || Output.Contains(words, StringComparison.Ordinal);

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
