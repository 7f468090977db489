namespace Notify.Core.Declarations;

/// <summary>Something wrong with a file that declares services, or worth a look.</summary>
/// <param name="File">As it was named by the person, or a body's file as the declaration names it.</param>
/// <param name="Message">Says what to write instead where that is known.</param>
/// <param name="IsWarning">It can be applied all the same.</param>
public sealed record DeclarationFault(string File, FilePosition At, string Message, bool IsWarning = false)
{
    /// <summary>As compilers write it, so that editors find the place: <c>FILE:LINE:COLUMN: message</c>.</summary>
    public override string ToString() => $"{File}:{At.Line}:{At.Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
