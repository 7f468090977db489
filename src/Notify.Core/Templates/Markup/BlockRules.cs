namespace Notify.Core.Templates.Markup;

/// <summary>Which forms are looked for.</summary>
internal enum BlockRules
{
    Body,

    /// <summary>Inside an item of a list: no headings by hash, tables, definitions or paragraphs.</summary>
    Item,

    /// <summary>Inside a footnote: no definitions.</summary>
    Footnote,
}
