using System.IO.Compression;
using System.Text;
using FsCheck.Xunit;
using Notify.Core.Errors;
using Notify.Core.Files;

namespace Notify.UnitTests.Files;

public sealed class FileUploadTests
{
    private const string Supported = "Supported types are: '.csv', '.doc', '.docx', '.jpeg', '.jpg', '.json', '.odt', '.pdf', '.png', '.rtf', '.txt', '.xlsx'";

    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVs\nbG8=\r\n", "hello")]
    [InlineData("a-G_V*s!bG8=", "hello")]
    [InlineData("aGVsbG8=aGVsbG8=", "hello")]
    [InlineData("aGVsbG8=====", "hello")]
    [InlineData("aGVsb=G8=", "hello")]
    [InlineData("=aGVsbG8=", "hello")]
    [InlineData("aGVsbA==", "hell")]
    [InlineData("aGVsbA=x=", "hell\f")]
    [InlineData("aGVsbG8", null)]
    [InlineData("aGVsbA=", null)]
    [InlineData("a", null)]
    [InlineData("a===", null)]
    [InlineData("aGVsbG8é=", null)]
    public void Base64_is_read_as_the_original_reads_it(string base64, string? expected)
    {
        var opened = new FileUpload { Base64 = base64 }.Open().TryGet(out var content, out var refusal);

        Assert.Equal(expected, opened ? Encoding.ASCII.GetString(content!) : null);
        Assert.Equal(expected is null ? "Document is not base64 encoded" : null, refusal?.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("====")]
    public void Nothing_is_refused(string base64) => Assert.Equal("Document must not be empty", Refusal(new FileUpload { Base64 = base64 }).Message);

    [Property]
    public bool What_was_encoded_opens_again(byte[] bytes) =>
        bytes is not { Length: > 0 } || (new FileUpload { Base64 = Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) }.Open().TryGet(out var content, out _) && content.SequenceEqual(bytes));

    [Property]
    public bool Any_text_opens_or_is_refused(string? text) => new FileUpload { Base64 = text ?? "" }.Open().TryGet(out var content, out var refusal) != content is null && (refusal is null || refusal.StatusCode == 400);

    [Fact]
    public void Largest_file_passes_and_one_byte_more_does_not()
    {
        Assert.True(Of(new byte[FileLimits.MaxBytes]).Open().TryGet(out _, out _));
        Assert.Equal((400, "BadRequestError", "Uploaded file exceeds file size limit"), Wire(Refusal(Of(new byte[FileLimits.MaxBytes + 1]))));
    }

    [Fact]
    public void Name_may_have_a_hundred_characters()
    {
        Assert.True(Of("x"u8, string.Concat(Enumerable.Repeat("😀", 96)) + ".txt").Open().TryGet(out _, out _));
        Assert.Equal("`filename` cannot be longer than 100 characters", Refusal(Of("x"u8, new string('a', 97) + ".txt")).Message);
    }

    [Theory]
    [InlineData("virus.exe", ".exe")]
    [InlineData("letter.pdf.exe", ".exe")]
    [InlineData("letter.", ".")]
    [InlineData("letter.pdf ", ".pdf ")]
    [InlineData("LETTER.EXE", ".exe")]
    public void Ending_that_may_not_be_sent_is_refused(string name, string ending) =>
        Assert.Equal((400, "BadRequestError", $"Unsupported file type '{ending}'. {Supported}"), Wire(Refusal(Of("x"u8, name))));

    [Fact]
    public void Faults_come_in_the_contracts_order()
    {
        Assert.Equal("Document is not base64 encoded", Refusal(new FileUpload { Base64 = "a", FileName = new string('a', 200) }).Message);
        Assert.Equal("`filename` cannot be longer than 100 characters", Refusal(new FileUpload { Base64 = "", FileName = new string('a', 200) + ".exe" }).Message);
        Assert.StartsWith("Unsupported", Refusal(new FileUpload { Base64 = "", FileName = "a.exe" }).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Contents() => new()
    {
        { "application/pdf", "%PDF-1.4 test"u8.ToArray() },
        { "image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0] },
        { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0] },
        { "application/rtf", @"{\rtf1\ansi hello}"u8.ToArray() },
        { "application/msword", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, .. Encoding.Unicode.GetBytes("WordDocument")] },
        { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Package("[Content_Types].xml", "word/document.xml") },
        { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Package("[Content_Types].xml", "xl/workbook.xml") },
        { "application/vnd.oasis.opendocument.text", Package("mimetype") },
        { "application/json", """{"a": [1, "é"]}"""u8.ToArray() },
        { "application/json", " [1]\n"u8.ToArray() },
        { "text/plain", "Dear Amala,\r\n\tyour café"u8.ToArray() },
        { "text/plain", Encoding.Latin1.GetBytes("café") },
        { "text/plain", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("name,date\r\n")] },
        { "text/plain", "{not json}"u8.ToArray() },
        { "text/plain", "a <script> in the middle"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void Type_is_found_by_the_content(string expected, byte[] content) => Assert.Equal(expected, TypeOf(Of(content), content));

    public static TheoryData<string, byte[]> Unwelcome() => new()
    {
        { "application/x-dosexec", "MZ\u0090"u8.ToArray() },
        { "application/x-executable", [0x7F, 0x45, 0x4C, 0x46, 2] },
        { "application/octet-stream", [1, 2, 3] },
        { "application/octet-stream", "text with \0 in it"u8.ToArray() },
        { "application/zip", Package("virus.exe") },
        { "application/zip", "PK\u0003\u0004 cut off"u8.ToArray() },
        { "application/zip", Package("[Content_Types].xml", "ppt/presentation.xml") },
        { "application/vnd.ms-word.document.macroEnabled.12", Package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin") },
        { "application/vnd.ms-excel", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. Encoding.Unicode.GetBytes("Workbook")] },
        { "application/x-ole-storage", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0] },
        { "image/gif", "GIF89a"u8.ToArray() },
        { "text/html", " \n<!DOCTYPE HTML><p>"u8.ToArray() },
        { "text/html", [.. Encoding.UTF8.Preamble, .. "<html>"u8] },
        { "text/html", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("<script>")] },
        { "image/svg+xml", "<svg onload='x'>"u8.ToArray() },
        { "text/x-shellscript", "#!/bin/sh"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Unwelcome))]
    public void Content_that_may_not_be_sent_is_refused_whatever_its_name(string detected, byte[] content)
    {
        foreach (var upload in new[] { Of(content), Of(content, "letter.txt"), Of(content, "letter.pdf") })
        {
            Assert.False(upload.TypeOf(content).TryGet(out _, out var refusal));
            Assert.Equal((400, "BadRequestError", $"Unsupported file type '{detected}'. {Supported}"), Wire(refusal));
        }
    }

    [Fact]
    public void Name_decides_between_allowed_types_and_is_csv_makes_text_csv()
    {
        Assert.Equal("text/csv", TypeOf(Of("a,b"u8, "people.CSV"), "a,b"u8.ToArray()));
        Assert.Equal("application/pdf", TypeOf(Of("text"u8, "a.pdf"), "text"u8.ToArray()));
        Assert.Equal("text/csv", TypeOf(Of("a,b"u8) with { IsCsv = true }, "a,b"u8.ToArray()));
        Assert.Equal("application/pdf", TypeOf(Of("%PDF-1"u8) with { IsCsv = true }, "%PDF-1"u8.ToArray()));
    }

    [Property]
    public bool Any_content_has_a_type_or_is_refused(byte[] content)
    {
        var bytes = (content ?? []).Append((byte)'x').ToArray();
        return Of(bytes).TypeOf(bytes).TryGet(out var type, out _) != type is null;
    }

    [Property]
    public bool Damaged_package_is_refused_or_not_but_never_a_fault(int at, byte value)
    {
        var bytes = Package("[Content_Types].xml", "word/document.xml", "mimetype");
        bytes[(int)((uint)at % bytes.Length)] = value;
        return Of(bytes).TypeOf(bytes).TryGet(out var type, out _) != type is null;
    }

    private static byte[] Package(params string[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var entry in entries)
            {
                using var writer = new StreamWriter(archive.CreateEntry(entry, CompressionLevel.NoCompression).Open(), new UTF8Encoding(false));
                writer.Write(entry == "mimetype" ? "application/vnd.oasis.opendocument.text" : "x");
            }
        }

        return stream.ToArray();
    }

    private static string TypeOf(FileUpload upload, byte[] content)
    {
        Assert.True(upload.TypeOf(content).TryGet(out var type, out _));
        return type;
    }

    private static FileUpload Of(ReadOnlySpan<byte> content, string? name = null) => new() { Base64 = Convert.ToBase64String(content), FileName = name };

    private static NotifyError Refusal(FileUpload upload)
    {
        Assert.False(upload.Open().TryGet(out _, out var refusal));
        return refusal;
    }

    private static (int, string, string) Wire(NotifyError error) => (error.StatusCode, error.Error, error.Message);
}
