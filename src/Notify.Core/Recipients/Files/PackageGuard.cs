using System.IO.Compression;
using System.Xml;

namespace Notify.Core.Recipients.Files;

/// <summary>Looks through the zip package of a spreadsheet before a library reads it: a file of some kilobytes can unpack to
/// terabytes, and one cell that claims the three hundred millionth column takes gigabytes.</summary>
internal static class PackageGuard
{
    /// <summary>The last column of an Excel sheet is XFD.</summary>
    private const int MaxColumnLetters = 3;

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
        foreach (var part in package.Entries.Where(part => IsXml(part.FullName)))
        {
            using var bytes = new CountedStream(part.Open(), left);
            Check(bytes);
            left -= bytes.Count;
        }
    }

    private static void Check(CountedStream bytes)
    {
        try
        {
            using var xml = XmlReader.Create(bytes, Settings);
            switch (xml.MoveToContent() == XmlNodeType.Element ? xml.LocalName : "")
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
                default:
                    bytes.Drain(long.MaxValue);
                    break;
            }
        }
        catch (XmlException e)
        {
            throw new UnreadableFileException(FileFault.Damaged, e);
        }
    }

    private static void CheckSheet(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "c" && xml.GetAttribute("r") is { } place
                && place.AsSpan().IndexOfAnyInRange('0', '9') > MaxColumnLetters)
            {
                throw new UnreadableFileException(FileFault.TooManyColumns);
            }
        }
    }

    // Sheets in Excel's binary form are read by another part of the library, which nothing here bounds.
    private static void CheckTargets(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml.GetAttribute("Type") is { } type && type.EndsWith("/worksheet", StringComparison.OrdinalIgnoreCase)
                && xml.GetAttribute("Target") is { } target && target.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            {
                throw new UnreadableFileException(FileFault.NotATable);
            }
        }
    }

    // Pictures, macros and the like are never unpacked.
    private static bool IsXml(string name) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);
}
