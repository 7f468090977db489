namespace Notify.SystemTests.Faults;

/// <summary>Short in CI; long when the environment says <c>NOTIFY_FAULTS=long</c>.</summary>
internal static class Form
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("NOTIFY_FAULTS") == "long";

    public static int Rounds => IsLong ? 50 : 3;

    public static int Emails => IsLong ? 5000 : 400;

    /// <summary>How long the database is out of reach.</summary>
    public static TimeSpan Away => TimeSpan.FromSeconds(IsLong ? 60 : 10);

    /// <summary>How long a provider is down.</summary>
    public static TimeSpan Down => TimeSpan.FromSeconds(IsLong ? 60 : 3);

    /// <summary>Most that a run waits for everything to arrive.</summary>
    public static TimeSpan Bound => TimeSpan.FromSeconds(IsLong ? 300 : 90);
}
