namespace Notify.Core.Declarations;

/// <summary>Where in a file something stands.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
public readonly record struct FilePosition(int Line, int Column);
