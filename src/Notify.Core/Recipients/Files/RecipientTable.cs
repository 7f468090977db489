using System.IO.Compression;
using Notify.Core.Nations;

namespace Notify.Core.Recipients.Files;

/// <summary>A file as rows of cells, the headings first. Reading streams and may be begun more than once.</summary>
public sealed class RecipientTable
{
    private readonly Func<IEnumerable<string[]>> _rows;

    private RecipientTable(Func<IEnumerable<string[]>> rows) => _rows = rows;

    /// <summary>Separated text that is at hand, as API and tests have it.</summary>
    public static RecipientTable FromText(string text, char delimiter = ',') => new(new DelimitedText(() => new StringReader(text), delimiter).Rows);

    /// <summary>Rows that are at hand, as a request of the API has them.</summary>
    /// <param name="rows">The headings first; enumerated anew each time.</param>
    public static RecipientTable FromRows(Func<IEnumerable<string[]>> rows) => new(() => rows().Select(Within));

    /// <summary>Opens an uploaded file, whatever its name says: text with any separator and encoding, Excel (xlsx, xlsm, xls) or
    /// OpenDocument (ods).</summary>
    /// <param name="open">Gives the file from its start, as often as asked; the streams must be seekable and are disposed of.</param>
    /// <returns>A table, which may still prove unreadable on the way (<see cref="RecipientFileReport.Fault"/>). Never an exception
    /// for what the file holds.</returns>
    public static RecipientTable Open(Func<Stream> open, NationPack nation)
    {
        try
        {
            return new RecipientTable(Reader(open, nation));
        }
        catch (UnreadableFileException e)
        {
            return Unreadable(e.Fault);
        }
        catch (InvalidDataException)
        {
            return Unreadable(FileFault.Damaged);
        }
    }

    /// <exception cref="UnreadableFileException">The file breaks off or goes over a limit.</exception>
    internal IEnumerable<string[]> Rows() => _rows();

    private static Func<IEnumerable<string[]>> Reader(Func<Stream> open, NationPack nation)
    {
        using var file = open();
        if (file.Length > nation.Uploads.MaxBytes)
        {
            throw new UnreadableFileException(FileFault.TooBig);
        }

        Span<byte> start = stackalloc byte[8];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start switch
        {
            // A zip package, and the container of Office files before 2007.
            [(byte)'P', (byte)'K', 3, 4, ..] => Package(file, open),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] => () => ExcelSheet.Rows(open),
            _ => Text(open, nation),
        };
    }

    private static Func<IEnumerable<string[]>> Package(Stream file, Func<Stream> open)
    {
        file.Position = 0;
        using var package = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var isExcel = package.GetEntry("xl/workbook.xml") is not null;
        if (!isExcel && package.GetEntry("content.xml") is null)
        {
            throw new UnreadableFileException(FileFault.NotATable);
        }

        PackageGuard.Check(package);
        return isExcel ? () => ExcelSheet.Rows(open) : () => OpenDocumentSheet.Rows(open);
    }

    private static Func<IEnumerable<string[]>> Text(Func<Stream> open, NationPack nation)
    {
        if (!TextEncodings.TryDetect(open, nation.Uploads.LegacyEncodings, out var encoding))
        {
            throw new UnreadableFileException(FileFault.NotATable);
        }

        TextReader OpenText() => new StreamReader(open(), encoding, detectEncodingFromByteOrderMarks: false);
        var columns = new RecipientColumns(nation);
        var delimiter = DelimiterSniffer.Find(OpenText, [.. nation.Uploads.Delimiters.Select(delimiter => delimiter[0])], columns.IsRecipient);
        return new DelimitedText(OpenText, delimiter).Rows;
    }

    private static string[] Within(string[] cells) =>
        cells.Length > FileLimits.MaxColumns ? throw new UnreadableFileException(FileFault.TooManyColumns)
        : Array.Exists(cells, cell => cell.Length > FileLimits.MaxCellLength) ? throw new UnreadableFileException(FileFault.CellTooLong)
        : cells;

    private static RecipientTable Unreadable(FileFault fault) => new(() => throw new UnreadableFileException(fault));
}
