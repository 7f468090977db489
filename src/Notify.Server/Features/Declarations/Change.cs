namespace Notify.Server.Features.Declarations;

/// <summary>One difference between a service as it is and as a file wants it, with the way to make it go.</summary>
/// <param name="Mark">What becomes of the thing.</param>
/// <param name="About">The kind of thing: <c>service</c>, <c>key</c>, <c>template</c>; or a setting's name in the file.</param>
/// <param name="Name">Which of its kind; null for a setting.</param>
/// <param name="Words">The rest of the line that people read.</param>
internal sealed record Change(Mark Mark, string About, string? Name, string Words, Func<ServiceWriter, CancellationToken, Task> WriteAsync)
{
    /// <summary>What changes in a template, line by line, with marks.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Such as <c>+ key production (live)</c>.</summary>
    public override string ToString() => string.Join(' ', new[] { Sign, Name is null ? About + ":" : About, Name, Words }.Where(part => !string.IsNullOrEmpty(part)));

    private string Sign => Mark switch
    {
        Mark.Add => "+",
        Mark.Alter => "~",
        Mark.Remove => "-",
        _ => throw new InvalidOperationException($"Unknown mark {Mark}"),
    };
}

internal enum Mark
{
    Add,
    Alter,
    Remove,
}
