using Xunit.Abstractions;

namespace Notify.SystemTests.Faults;

/// <summary>Short in CI; long when the environment says <c>NOTIFY_FAULTS=long</c>.</summary>
internal static class Form
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("NOTIFY_FAULTS") == "long";

    private static readonly Lock ReportLock = new();

    public static int Rounds => IsLong ? 50 : 3;

    public static int Messages => IsLong ? 5000 : 400;

    /// <summary>How long the database is out of reach: longer than a request waits to learn what became of its commit.</summary>
    public static TimeSpan Away => TimeSpan.FromSeconds(IsLong ? 60 : 15);

    /// <summary>How long a provider is down.</summary>
    public static TimeSpan Down => TimeSpan.FromSeconds(IsLong ? 60 : 3);

    /// <summary>Most that a run waits for everything to arrive.</summary>
    public static TimeSpan Bound => TimeSpan.FromSeconds(IsLong ? 300 : 180);

    /// <summary>Says what a run came to, in the test's output and in the file that <c>NOTIFY_FAULTS_REPORT</c> names: test runners show
    /// the output of tests that passed only when asked.</summary>
    public static void Report(this ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("NOTIFY_FAULTS_REPORT") is { Length: > 0 } file)
        {
            lock (ReportLock)
            {
                File.AppendAllText(file, line + "\n");
            }
        }
    }
}
