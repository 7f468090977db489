using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Notify.Core.Files;

/// <summary>Finds a file's media type by its content, whatever its name says.</summary>
/// <remarks>Small on purpose: it must know the dozen types that may be sent, and must not take anything else for one of them. Signatures:
/// ISO 32000-1 7.5.2 (PDF), PNG section 5.2, ITU-T T.81 B.1.1.3 (JPEG), [MS-CFB] 2.2, the RTF specification 1.9.1, ZIP APPNOTE 4.3.7,
/// ECMA-376 part 2 (Office packages), OpenDocument 1.2 part 3, 3.3. CSV cannot be told from text that has commas: it counts as text.</remarks>
internal static class ContentDetection
{
    private const string Unknown = "application/octet-stream";
    private const int HeadLength = 1024;

    private static readonly (byte[] Signature, string Type)[] Signatures =
    [
        ("%PDF-"u8.ToArray(), FileTypes.Pdf),
        ([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], FileTypes.Png),
        ([0xFF, 0xD8, 0xFF], FileTypes.Jpeg),
        ("{\\rtf"u8.ToArray(), FileTypes.RichText),
        ("GIF8"u8.ToArray(), "image/gif"),
        ("MZ"u8.ToArray(), "application/x-dosexec"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "application/x-executable"),
        ([0x1F, 0x8B], "application/gzip"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        ("Rar!"u8.ToArray(), "application/x-rar"),
        ("#!"u8.ToArray(), "text/x-shellscript"),
    ];

    /// <summary>Beginnings, in lower case and behind white space, of what a browser might run or show as a page.</summary>
    private static readonly (string Beginning, string Type)[] Markup =
    [
        ("<!doctype html", "text/html"),
        ("<html", "text/html"),
        ("<head", "text/html"),
        ("<body", "text/html"),
        ("<script", "text/html"),
        ("<iframe", "text/html"),
        ("<svg", "image/svg+xml"),
        ("<?xml", "text/xml"),
        ("<?php", "text/x-php"),
    ];

    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    private static readonly byte[] WordStream = Encoding.Unicode.GetBytes("WordDocument");
    private static readonly byte[] SheetStream = Encoding.Unicode.GetBytes("Workbook");

    /// <param name="content">At least one byte.</param>
    /// <returns>A media type; <c>application/octet-stream</c> when it is none of those known.</returns>
    public static string TypeOf(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.StartsWith("PK\u0003\u0004"u8))
        {
            return OfPackage(content);
        }

        if (bytes.StartsWith(CompoundFile))
        {
            // The names of the streams stand in its directory, anywhere in the file.
            return bytes.IndexOf(WordStream) >= 0 ? FileTypes.Word
                : bytes.IndexOf(SheetStream) >= 0 ? "application/vnd.ms-excel"
                : "application/x-ole-storage";
        }

        foreach (var (signature, type) in Signatures)
        {
            if (bytes.StartsWith(signature))
            {
                return type;
            }
        }

        return OfText(content);
    }

    private static string OfPackage(ReadOnlyMemory<byte> content)
    {
        const string Archive = "application/zip";
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            if (archive.GetEntry("mimetype") is { } declared)
            {
                // One byte more than expected, however much it would unpack to.
                var type = new byte[FileTypes.OpenDocumentText.Length + 1];
                using var stream = declared.Open();
                var length = stream.ReadAtLeast(type, type.Length, throwOnEndOfStream: false);
                return Encoding.ASCII.GetString(type, 0, length) == FileTypes.OpenDocumentText ? FileTypes.OpenDocumentText : Archive;
            }

            if (archive.GetEntry("[Content_Types].xml") is null)
            {
                return Archive;
            }

            // Macros under a name that promises none: the programs themselves refuse to open that.
            var hasMacros = archive.Entries.Any(entry => entry.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase));
            return (archive.GetEntry("word/document.xml"), archive.GetEntry("xl/workbook.xml")) switch
            {
                (not null, _) => hasMacros ? "application/vnd.ms-word.document.macroEnabled.12" : FileTypes.WordPackage,
                (_, not null) => hasMacros ? "application/vnd.ms-excel.sheet.macroEnabled.12" : FileTypes.SheetPackage,
                _ => Archive,
            };
        }
        catch (InvalidDataException)
        {
            return Archive;
        }
    }

    private static string OfText(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        var encoding = bytes.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode
            : bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode
            : Encoding.Latin1;

        // Any encoding whose control characters are those of ASCII will do: UTF-8, and what older programs write. Those that text has are few.
        if (encoding == Encoding.Latin1 && (bytes.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || bytes.IndexOfAnyInRange((byte)14, (byte)26) >= 0))
        {
            return Unknown;
        }

        var withoutMark = bytes.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        var head = encoding.GetString(withoutMark.Span[..Math.Min(withoutMark.Length, HeadLength)]).TrimStart('\uFEFF').TrimStart();
        if (head.Contains('\0', StringComparison.Ordinal))
        {
            return Unknown;
        }

        foreach (var (beginning, type) in Markup)
        {
            if (head.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return head is ['{' or '[', ..] && IsJson(withoutMark) ? FileTypes.Json : FileTypes.PlainText;
    }

    private static bool IsJson(ReadOnlyMemory<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content.Span, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
