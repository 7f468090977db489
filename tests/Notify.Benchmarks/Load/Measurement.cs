namespace Notify.Benchmarks.Load;

/// <summary>One figure of one pass.</summary>
/// <param name="Work">What was done, in words.</param>
/// <param name="Unit">Such as <c>/s</c>, <c>ms</c>, <c>MB</c>, <c>%</c>.</param>
/// <param name="Limit">What it must reach.</param>
/// <param name="AtLeast">Whether more is better; else less is.</param>
internal sealed record Measurement(string Work, double Value, string Unit, double Limit, bool AtLeast);

/// <summary>A work that is measured: a fresh pass each time it is run.</summary>
internal interface IWork
{
    /// <summary>For <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>One pass, bounded in time.</summary>
    Task<IReadOnlyList<Measurement>> RunAsync(Stage stage, bool quick);
}
