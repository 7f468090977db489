namespace Notify.Core.Recipients.Files;

/// <summary>Bounds on what is read, so that a file made to hurt ends in a message and not in a stuck host.</summary>
internal static class FileLimits
{
    /// <summary>A heading or row with more cells ends the reading.</summary>
    public const int MaxColumns = 1_000;

    /// <summary>In UTF-16 units.</summary>
    public const int MaxCellLength = 131_072;

    /// <summary>Bytes of UTF-8 that a row of text may have. More than twice what a message may hold.</summary>
    public const int MaxRowBytes = 4 * 1024 * 1024;

    /// <summary>Bytes that all parts of a spreadsheet may come to when unpacked. 100,000 rows of ten cells come to about 60 MB.</summary>
    public const long MaxUnpackedBytes = 256L * 1024 * 1024;

    /// <summary>Bytes of the texts that an Excel file keeps apart from its sheets: the library holds all of them.</summary>
    public const long MaxSharedText = 64L * 1024 * 1024;

    /// <summary>Bytes of a part that is neither a sheet nor its texts.</summary>
    public const long MaxOtherPart = 64L * 1024 * 1024;

    /// <summary>Of each kind of thing that the library holds for a whole sheet or file: formats, merged cells, column widths. Excel
    /// itself allows 65,490 formats, of cells and of styles.</summary>
    public const int MaxHeld = 131_072;

    /// <summary>Cells in one row of a spreadsheet, blank ones included: what the format allows.</summary>
    public const int MaxSheetColumns = 16_384;

    /// <summary>Parts in a spreadsheet's package.</summary>
    public const int MaxParts = 2_000;

    /// <summary>Rows of a spreadsheet, blank ones included: what the widespread formats allow.</summary>
    public const int MaxSheetRows = 1_048_576;
}
