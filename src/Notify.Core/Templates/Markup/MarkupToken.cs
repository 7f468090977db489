using System.Runtime.InteropServices;

namespace Notify.Core.Templates.Markup;

/// <summary>One step of a parsed body, in reading order; elements that enclose others have a start and an end.</summary>
/// <param name="Start">Offset in the document's text.</param>
/// <param name="Length">UTF-16 units; 0 for what has no text.</param>
/// <param name="Detail">Heading level, 1 for an ordered list, the number of a link, or where a footnote ends.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MarkupToken(MarkupKind Kind, int Start, int Length, int Detail);

internal enum MarkupKind : byte
{
    /// <summary>Text, to be escaped.</summary>
    Text,

    /// <summary>Indented or fenced text, raw HTML: written as it is.</summary>
    Verbatim,

    /// <summary>A bare address that becomes a link.</summary>
    Url,

    LineBreak,
    LinkStart,
    LinkEnd,
    ParagraphStart,
    ParagraphEnd,
    HeadingStart,
    HeadingEnd,
    Rule,
    QuoteStart,
    QuoteEnd,
    ListStart,
    ListEnd,
    ItemStart,
    ItemEnd,

    /// <summary>What a footnote says; shown at the end, so readers jump to <see cref="MarkupToken.Detail"/>.</summary>
    FootnoteStart,
    FootnoteEnd,
}

/// <summary>Where a link leads. Offsets in the document's text.</summary>
/// <param name="TitleStart">-1 when there is no title.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LinkTarget(int Start, int Length, int TitleStart, int TitleLength);
