namespace Notify.Core.Recipients.Files;

/// <summary>Why a file cannot be read as a table at all. The wording key of each is in <see cref="FileFaults"/>.</summary>
public enum FileFault
{
    /// <summary>Neither text in an encoding that is tried nor a spreadsheet.</summary>
    NotATable,

    /// <summary>A spreadsheet whose parts contradict its format.</summary>
    Damaged,

    /// <summary>A spreadsheet locked by a password.</summary>
    Protected,

    /// <summary>More bytes than a file may have, as uploaded or once unpacked.</summary>
    TooBig,
    TooManyColumns,
    CellTooLong,
}

/// <summary>The words for <see cref="FileFault"/>.</summary>
public static class FileFaults
{
    public static string WordingKey(this FileFault fault) => fault switch
    {
        FileFault.NotATable => "files.not_a_table",
        FileFault.Damaged => "files.damaged",
        FileFault.Protected => "files.protected",
        FileFault.TooBig => "files.too_big",
        FileFault.TooManyColumns => "files.too_many_columns",
        FileFault.CellTooLong => "files.cell_too_long",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}

/// <summary>Ends the reading of a file; caught where the file is checked and turned into a report.</summary>
public sealed class UnreadableFileException(FileFault fault, Exception? inner = null) : Exception(fault.ToString(), inner)
{
    public FileFault Fault { get; } = fault;
}
