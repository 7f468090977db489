using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Notify.Core.Recipients.Files;

/// <summary>Reads the first visible sheet of an Excel file (xlsx, xlsm, xls) without its hidden rows and columns. Macros and
/// formulas are not run: a formula is the result that was saved with it.</summary>
internal static class ExcelSheet
{
    // Files of Excel before 2007 name their encoding by number.
    static ExcelSheet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="UnreadableFileException">The file is damaged, locked, or beyond a limit.</exception>
    public static IEnumerable<string[]> Rows(Func<Stream> open)
    {
        using var stream = open();
        using var sheet = Guarded(() => FirstVisible(ExcelReaderFactory.CreateReader(stream)));
        if (sheet is null)
        {
            yield break;
        }

        var columns = new List<int>();
        var started = false;
        var blank = 0;
        for (var read = 0; Guarded(sheet.Read); read++)
        {
            if (read == 0)
            {
                columns.AddRange(Guarded(() => VisibleColumns(sheet)));
            }

            if (read > FileLimits.MaxSheetRows)
            {
                throw new UnreadableFileException(FileFault.TooBig);
            }

            if (Guarded(() => Cells(sheet, columns)) is not { } cells)
            {
                continue;
            }

            if (cells.Length == 0)
            {
                blank += started ? 1 : 0;
                continue;
            }

            // Blank rows count only between others: sheets end in thousands of them.
            for (; blank > 0; blank--)
            {
                yield return [];
            }

            started = true;
            yield return cells;
        }
    }

    private static IExcelDataReader? FirstVisible(IExcelDataReader reader)
    {
        do
        {
            if (reader.VisibleState == "visible")
            {
                return reader;
            }
        }
        while (reader.NextResult());

        reader.Dispose();
        return null;
    }

    private static List<int> VisibleColumns(IExcelDataReader sheet)
    {
        var columns = new List<int>();
        for (var i = 0; i < sheet.FieldCount; i++)
        {
            if (sheet.GetColumnWidth(i) > 0)
            {
                columns.Add(i);
            }
        }

        return columns;
    }

    // Null for a hidden row. Blank cells at the end are left out; formatting alone reaches to the last column there is.
    private static string[]? Cells(IExcelDataReader sheet, List<int> columns)
    {
        if (sheet.RowHeight == 0)
        {
            return null;
        }

        var width = columns.Count;
        while (width > 0 && sheet.GetValue(columns[width - 1]) is null or "")
        {
            width--;
        }

        if (width > FileLimits.MaxColumns)
        {
            throw new UnreadableFileException(FileFault.TooManyColumns);
        }

        var cells = new string[width];
        for (var i = 0; i < width; i++)
        {
            cells[i] = SheetText.Of(sheet.GetValue(columns[i]));
            if (cells[i].Length > FileLimits.MaxCellLength)
            {
                throw new UnreadableFileException(FileFault.CellTooLong);
            }
        }

        return cells;
    }

    // The library has a handful of exceptions of its own for damaged files and lets many of the platform's through.
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidPasswordException e)
        {
            throw new UnreadableFileException(FileFault.Protected, e);
        }
        catch (Exception e) when (e is ExcelReaderException or XmlException or IOException or InvalidDataException or FormatException
            or ArgumentException or InvalidOperationException or NotSupportedException or NullReferenceException
            or IndexOutOfRangeException or OverflowException or InvalidCastException or KeyNotFoundException)
        {
            throw new UnreadableFileException(FileFault.Damaged, e);
        }
    }
}
