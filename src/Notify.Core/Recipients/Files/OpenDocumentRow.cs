using System.Globalization;
using System.Text;
using System.Xml;

namespace Notify.Core.Recipients.Files;

/// <summary>Reads one row of an OpenDocument table.</summary>
internal static class OpenDocumentRow
{
    private const string Text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

    /// <param name="xml">On the start of the row; left on its end.</param>
    /// <param name="hidden">For each column whether it is hidden; columns beyond are not.</param>
    /// <returns>The visible cells without blank ones at the end; empty for a blank row.</returns>
    public static string[] Read(XmlReader xml, List<bool> hidden)
    {
        var cells = new List<string>();
        if (xml.IsEmptyElement)
        {
            return [];
        }

        var depth = xml.Depth;
        var column = 0;
        var pending = 0;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != OpenDocumentSheet.TableNamespace
                || xml.LocalName is not ("table-cell" or "covered-table-cell"))
            {
                continue;
            }

            var repeats = OpenDocumentSheet.Repeats(xml, "number-columns-repeated");
            var text = CellText(xml);
            if (text.Length == 0)
            {
                // Written only once something follows: the last cell of a row is repeated to the edge of the sheet.
                pending += repeats;
                continue;
            }

            for (; pending > 0; pending--, column++)
            {
                Add(cells, hidden, column, "");
            }

            for (; repeats > 0; repeats--, column++)
            {
                Add(cells, hidden, column, text);
            }
        }

        return [.. cells];
    }

    private static void Add(List<string> cells, List<bool> hidden, int column, string text)
    {
        if (column < hidden.Count && hidden[column])
        {
            return;
        }

        cells.Add(text);
        if (cells.Count > FileLimits.MaxColumns)
        {
            throw new UnreadableFileException(FileFault.TooManyColumns);
        }
    }

    // What the cell holds where that is exact, else what it shows.
    private static string CellText(XmlReader xml)
    {
        var type = xml.GetAttribute("value-type", OpenDocumentSheet.OfficeNamespace);
        var exact = type switch
        {
            "float" => Number(xml.GetAttribute("value", OpenDocumentSheet.OfficeNamespace)),
            "date" => Date(xml.GetAttribute("date-value", OpenDocumentSheet.OfficeNamespace)),
            "boolean" => xml.GetAttribute("boolean-value", OpenDocumentSheet.OfficeNamespace) == "true" ? "True" : "False",
            _ => null,
        };
        var shown = ShownText(xml);
        return exact ?? shown;
    }

    private static string? Number(string? value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? SheetText.Of(number) : null;

    private static string? Date(string? value) =>
        DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date) ? SheetText.Of(date) : null;

    // Paragraphs become lines; a comment on the cell is not part of it.
    private static string ShownText(XmlReader xml)
    {
        var text = new StringBuilder();
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        var comment = int.MaxValue;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth > comment)
            {
                continue;
            }

            comment = xml is { NodeType: XmlNodeType.Element, LocalName: "annotation", IsEmptyElement: false } ? xml.Depth : int.MaxValue;
            Append(xml, text);
            if (text.Length > FileLimits.MaxCellLength)
            {
                throw new UnreadableFileException(FileFault.CellTooLong);
            }
        }

        return text.ToString();
    }

    private static void Append(XmlReader xml, StringBuilder text)
    {
        if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA or XmlNodeType.Whitespace)
        {
            text.Append(xml.Value);
        }
        else if (xml.NodeType == XmlNodeType.Element && xml.NamespaceURI == Text)
        {
            text.Append(xml.LocalName switch
            {
                "p" => text.Length > 0 ? "\n" : "",
                "s" => new string(' ', int.TryParse(xml.GetAttribute("c", Text), out var count) ? Math.Clamp(count, 1, 1_000) : 1),
                "tab" => "\t",
                "line-break" => "\n",
                _ => "",
            });
        }
    }
}
