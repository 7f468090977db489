namespace Notify.Core.Declarations;

/// <summary>A value of a YAML or JSON file, with its place.</summary>
internal abstract record Node
{
    private Node(FilePosition at) => At = at;

    public FilePosition At { get; }

    /// <param name="Form">How it is written: only plain text may be a number, a truth value or nothing.</param>
    internal sealed record Text(FilePosition At, string Value, TextForm Form) : Node(At)
    {
        /// <summary>Nothing stands there, or <c>null</c>.</summary>
        public bool IsNull => Form == TextForm.Plain && Value is "" or "~" or "null" or "Null" or "NULL";
    }

    internal sealed record List(FilePosition At, IReadOnlyList<Node> Items) : Node(At);

    internal sealed record Map(FilePosition At, IReadOnlyList<Member> Members) : Node(At);

    /// <param name="At">Of the name.</param>
    internal sealed record Member(FilePosition At, string Name, Node Value);
}

internal enum TextForm
{
    Plain,
    Quoted,

    /// <summary>A block after <c>|</c>: its lines are those of the file.</summary>
    Literal,
    Folded,
}
