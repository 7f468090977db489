using Notify.Core.Nations;

namespace Notify.Core.Declarations;

/// <summary>What reading a file that declares services needs from outside.</summary>
public sealed record Reading
{
    public required NationPack Nation { get; init; }

    /// <summary>The value of an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The text of a body's file, named relative to the declaration.</summary>
    public required Func<string, BodyFile> Body { get; init; }
}

/// <summary>A body's file, or why it cannot be read.</summary>
public sealed record BodyFile(string? Text, string? Fault);
