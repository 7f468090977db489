using CsvHelper;

namespace Notify.Core.Recipients.Files;

/// <summary>Reads rows of separated values.</summary>
/// <remarks>Quotes count at the start of a cell only, after spaces; a doubled quote stands for one; what follows a closing quote is
/// kept as it is; a quote never closed ends with the file; blank lines are rows. One pass, and one row is all that is held.</remarks>
internal sealed class DelimitedText(Func<TextReader> open, char delimiter)
{
    // Nothing of a file is ever malformed: a quote out of place is a letter like any other.
    private readonly CsvReaderOptions _options = new()
    {
        HasHeader = false,
        Separator = delimiter,
        MalformedData = CsvMalformedDataHandling.Recover,
        SkipEmptyLines = false,
        TrimWhitespace = true,
        WhitespaceCharacters = " ",
        MaxRecordSize = FileLimits.MaxRowBytes,
        IncludeValuesInExceptions = false,
    };

    /// <summary>Each row read anew from the start; may be enumerated more than once.</summary>
    /// <exception cref="UnreadableFileException">Too many columns, or a cell or row too long.</exception>
    public IEnumerable<string[]> Rows()
    {
        using var text = new TrimmedReader(open(), delimiter);
        using var reader = CsvReader.Create(text, _options, leaveOpen: true);
        while (Read(reader))
        {
            yield return Cells(reader);
        }
    }

    private static bool Read(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException e)
        {
            // The one fault left to the library: a row beyond the limit, as a quote never closed makes it.
            throw new UnreadableFileException(FileFault.CellTooLong, e);
        }
    }

    private static string[] Cells(CsvReader reader)
    {
        if (reader.FieldCount > FileLimits.MaxColumns)
        {
            throw new UnreadableFileException(FileFault.TooManyColumns);
        }

        if (reader.FieldCount == 1 && reader.GetSpan(0).IsEmpty)
        {
            return [];
        }

        var cells = new string[reader.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Cell(reader, i);
            if (cells[i].Length > FileLimits.MaxCellLength)
            {
                throw new UnreadableFileException(FileFault.CellTooLong);
            }
        }

        return cells;
    }

    // The library cuts spaces on both sides or on none; those behind a cell belong to it.
    private static string Cell(CsvReader reader, int index)
    {
        var cell = reader.GetString(index) ?? "";
        var raw = reader.GetRawSpan(index);
        var behind = raw.Length - raw.TrimEnd((byte)' ').Length;
        return behind == 0 || behind == raw.Length ? cell : cell.PadRight(cell.Length + behind);
    }
}
