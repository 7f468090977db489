using System.Buffers;
using System.IO.Compression;
using System.Xml;

namespace Notify.Core.Recipients.Files;

/// <summary>Looks through the zip package of a spreadsheet before a library reads it: a file of some kilobytes can unpack to
/// terabytes, and one cell that claims the three hundred millionth column takes gigabytes.</summary>
/// <remarks>Parts are judged by what they hold, since relationships lead the library to parts of any name.</remarks>
internal static class PackageGuard
{
    /// <summary>The last column of an Excel sheet is XFD.</summary>
    private const int MaxColumnLetters = 3;

    // The row of a sheet is in its data, and that in the sheet; the library counts no row elsewhere.
    private const int RowDepth = 2;

    private static readonly SearchValues<byte> BeforeMarkup = SearchValues.Create([(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0x00, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF]);

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true };

    /// <summary>Unpacks every part that may be read and counts, since the sizes a package states may be lies.</summary>
    /// <exception cref="UnreadableFileException">Too big once unpacked, too wide, or damaged.</exception>
    public static void Check(ZipArchive package)
    {
        if (package.Entries.Count > FileLimits.MaxParts)
        {
            throw new UnreadableFileException(FileFault.TooBig);
        }

        var left = FileLimits.MaxUnpackedBytes;
        foreach (var part in package.Entries)
        {
            RefuseBinary(part.Name);
            var named = IsXml(part.FullName);
            if (!named && !IsMarkup(part, ref left))
            {
                continue;
            }

            using var bytes = new CountedStream(part.Open(), left);
            Check(bytes, named);
            left -= bytes.Count;
        }
    }

    // Pictures, macros and the like are not unpacked beyond their first bytes. Marks of byte order and the zeros of wide encodings
    // come before markup, as white space may.
    private static bool IsMarkup(ZipArchiveEntry part, ref long left)
    {
        using var bytes = new CountedStream(part.Open(), left);
        var block = new byte[512];
        var found = -1;
        for (int read; found < 0 && (read = bytes.Read(block)) > 0;)
        {
            var first = block.AsSpan(0, read).IndexOfAnyExcept(BeforeMarkup);
            found = first < 0 ? -1 : block[first];
        }

        left -= bytes.Count;
        return found == '<';
    }

    private static void Check(CountedStream bytes, bool named)
    {
        var begun = named;
        try
        {
            using var xml = XmlReader.Create(bytes, Settings);
            var root = xml.MoveToContent() == XmlNodeType.Element ? xml.LocalName : "";
            begun = true;
            switch (root)
            {
                case "worksheet":
                    CheckSheet(xml);
                    break;
                case "Relationships":
                    CheckTargets(xml);
                    break;
                case "sst":
                    bytes.Drain(FileLimits.MaxSharedText);
                    break;
                case "styleSheet":
                case "workbook":
                    CheckHeld(xml, bytes);
                    break;
                case "document-content":
                    bytes.Drain(FileLimits.MaxUnpackedBytes);
                    break;
                default:
                    bytes.Drain(FileLimits.MaxOtherPart);
                    break;
            }
        }
        catch (XmlException) when (!begun)
        {
            // A picture with a document type, say: the library could not read it either.
        }
        catch (XmlException e)
        {
            throw new UnreadableFileException(FileFault.Damaged, e);
        }
    }

    private static void CheckSheet(XmlReader xml)
    {
        var cells = 0;
        var held = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "row" when xml.Depth == RowDepth:
                    cells = 0;
                    break;
                case "c" when ++cells > FileLimits.MaxSheetColumns
                    || (xml.GetAttribute("r") is { } place && place.AsSpan().IndexOfAnyInRange('0', '9') > MaxColumnLetters):
                    throw new UnreadableFileException(FileFault.TooManyColumns);
                case "mergeCell" or "col" when ++held > FileLimits.MaxHeld:
                    throw new UnreadableFileException(FileFault.TooBig);
            }
        }
    }

    // The library holds an object for every format, sheet and name.
    private static void CheckHeld(XmlReader xml, CountedStream bytes)
    {
        var held = 0;
        while (xml.Read())
        {
            held += xml.NodeType == XmlNodeType.Element && xml.LocalName is ("xf" or "numFmt" or "sheet" or "definedName") ? 1 : 0;
            if (held > FileLimits.MaxHeld || bytes.Count > FileLimits.MaxOtherPart)
            {
                throw new UnreadableFileException(FileFault.TooBig);
            }
        }
    }

    // Sheets in Excel's binary form are read by another part of the library, which nothing here bounds.
    private static void CheckTargets(XmlReader xml)
    {
        var held = 0;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && ++held > FileLimits.MaxHeld)
            {
                throw new UnreadableFileException(FileFault.TooBig);
            }

            if (xml.GetAttribute("Type") is { } type && type.EndsWith("/worksheet", StringComparison.OrdinalIgnoreCase)
                && xml.GetAttribute("Target") is { } target && target.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            {
                throw new UnreadableFileException(FileFault.NotATable);
            }
        }
    }

    // The library also looks for these by name, without a relationship.
    private static void RefuseBinary(string name)
    {
        if (name.Equals("workbook.bin", StringComparison.OrdinalIgnoreCase) || name.Equals("styles.bin", StringComparison.OrdinalIgnoreCase)
            || name.Equals("sharedStrings.bin", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnreadableFileException(FileFault.NotATable);
        }
    }

    private static bool IsXml(string name) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);
}
