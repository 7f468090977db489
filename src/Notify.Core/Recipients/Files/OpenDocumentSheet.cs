using System.IO.Compression;
using System.Xml;

namespace Notify.Core.Recipients.Files;

/// <summary>Reads the first visible table of an OpenDocument spreadsheet (ods) without its hidden rows and columns.</summary>
/// <remarks>No package for this format could be had; it is one XML part in a zip (OASIS OpenDocument 1.3, part 3, chapter 9). Cells give the text that was shown, whole numbers
/// and dates their value, so that a phone number shown as 4.5E+11 stays one.</remarks>
internal static class OpenDocumentSheet
{
    /// <summary>The namespace of cell values.</summary>
    internal const string OfficeNamespace = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";

    /// <summary>The namespace of rows and cells.</summary>
    internal const string TableNamespace = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";

    private const string StyleNamespace = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = FileLimits.MaxUnpackedBytes,
    };

    /// <exception cref="UnreadableFileException">The file is damaged, locked, or beyond a limit.</exception>
    public static IEnumerable<string[]> Rows(Func<Stream> open)
    {
        using var package = new ZipArchive(open(), ZipArchiveMode.Read);
        using var part = (package.GetEntry("content.xml") ?? throw new UnreadableFileException(FileFault.Damaged)).Open();
        using var xml = XmlReader.Create(part, Settings);
        if (!Guarded(() => MoveToVisibleTable(xml)))
        {
            yield break;
        }

        var hidden = new List<bool>();
        var rows = 0;
        var blank = 0;
        while (Guarded(() => MoveToRow(xml, hidden)))
        {
            var repeats = Repeats(xml, "number-rows-repeated");
            var cells = Guarded(() => IsHidden(xml) ? Skip(xml) : OpenDocumentRow.Read(xml, hidden));
            if (cells is null)
            {
                continue;
            }

            if (cells.Length == 0)
            {
                blank = (int)Math.Min(FileLimits.MaxSheetRows, (long)blank + repeats);
                continue;
            }

            // Blank rows count only between others: the last row of a sheet is repeated a million times.
            for (blank = rows == 0 ? 0 : blank; blank > 0; blank--)
            {
                Count(ref rows);
                yield return [];
            }

            for (; repeats > 0; repeats--)
            {
                Count(ref rows);
                yield return cells;
            }
        }
    }

    internal static int Repeats(XmlReader xml, string attribute) =>
        int.TryParse(xml.GetAttribute(attribute, TableNamespace), out var count) && count > 0 ? Math.Min(count, FileLimits.MaxSheetRows) : 1;

    private static void Count(ref int rows)
    {
        if (++rows > FileLimits.MaxSheetRows)
        {
            throw new UnreadableFileException(FileFault.TooBig);
        }
    }

    private static bool MoveToVisibleTable(XmlReader xml)
    {
        var hiddenStyles = new HashSet<string>(StringComparer.Ordinal);
        var style = "";
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (xml.LocalName == "style" && xml.NamespaceURI == StyleNamespace)
            {
                style = xml.GetAttribute("name", StyleNamespace) ?? "";
            }
            else if (xml.LocalName == "table-properties" && xml.GetAttribute("display", TableNamespace) == "false")
            {
                hiddenStyles.Add(style);
            }
            else if (xml.LocalName == "table" && xml.NamespaceURI == TableNamespace)
            {
                if (!hiddenStyles.Contains(xml.GetAttribute("style-name", TableNamespace) ?? ""))
                {
                    return !xml.IsEmptyElement;
                }

                Skip(xml);
            }
        }

        return false;
    }

    // Columns come before the rows; both may stand in groups.
    private static bool MoveToRow(XmlReader xml, List<bool> hidden)
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "table" && xml.NamespaceURI == TableNamespace)
            {
                return false;
            }

            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != TableNamespace)
            {
                continue;
            }

            if (xml.LocalName == "table-row")
            {
                return true;
            }

            if (xml.LocalName == "table-column")
            {
                var count = Math.Min(Repeats(xml, "number-columns-repeated"), FileLimits.MaxColumns + 1 - hidden.Count);
                hidden.AddRange(Enumerable.Repeat(IsHidden(xml), Math.Max(0, count)));
            }
        }

        return false;
    }

    private static bool IsHidden(XmlReader xml) => xml.GetAttribute("visibility", TableNamespace) is "collapse" or "filter";

    // Leaves the reader on the end of the element, or on the element itself where it is empty.
    private static string[]? Skip(XmlReader xml)
    {
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (xml.Read() && xml.Depth > depth)
            {
            }
        }

        return null;
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is XmlException or IOException or InvalidDataException)
        {
            throw new UnreadableFileException(FileFault.Damaged, e);
        }
    }
}
