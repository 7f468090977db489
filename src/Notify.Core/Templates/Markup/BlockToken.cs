using System.Runtime.InteropServices;

namespace Notify.Core.Templates.Markup;

/// <summary>One block of a body before the text inside it is read, since definitions may come after their use.</summary>
/// <param name="Detail">Heading level, 1 for an ordered list or a loose item, or the number of a footnote.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BlockToken(BlockKind Kind, int Start, int Length, int Detail);

internal enum BlockKind : byte
{
    /// <summary>Two or more empty lines where no block begins.</summary>
    BlankLines,
    Rule,
    Verbatim,
    Heading,
    Table,
    Paragraph,

    /// <summary>A line of a list's item.</summary>
    Text,
    QuoteStart,
    QuoteEnd,
    ListStart,
    ListEnd,
    ItemStart,
    ItemEnd,
    FootnoteStart,
    FootnoteEnd,
}
