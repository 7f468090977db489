namespace Notify.Core.Nations;

/// <summary>Field <c>retention</c> of a nation: how long what was sent is kept, in whole local days.</summary>
public sealed record RetentionSettings
{
    /// <summary>Of services that chose nothing else.</summary>
    public int Days { get; init; } = 7;

    /// <summary>The least a service may choose. Receipts are waited for three days.</summary>
    public int MinDays { get; init; } = 3;

    /// <summary>The most a service may choose.</summary>
    public int MaxDays { get; init; } = 90;
}
