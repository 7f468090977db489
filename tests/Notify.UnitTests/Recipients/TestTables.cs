using System.IO.Compression;
using System.Text;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Recipients;

/// <summary>Files made in memory, and templates to check them against.</summary>
internal static class TestTables
{
    public static RecipientFileOptions Options { get; } = new() { Permissions = new PhonePermissions(International: false, Landlines: false) };

    public static RecipientTable Open(byte[] file) => RecipientTable.Open(() => new MemoryStream(file), Packs.Gb);

    public static RecipientFileReport Check(byte[] file, IRecipientTemplate template, Action<RecipientRow>? eachRow = null) =>
        new RecipientFileCheck(Open(file), template, Packs.Gb, Options).Run(eachRow);

    public static RecipientFileReport Check(string text, IRecipientTemplate template, RecipientFileOptions? options = null, Action<RecipientRow>? eachRow = null) =>
        new RecipientFileCheck(RecipientTable.FromText(text), template, Packs.Gb, options ?? Options).Run(eachRow);

    /// <summary>Every row as text: cells joined by a bar, lists by a plus, null as a dash, a fault after an exclamation mark.</summary>
    public static List<string> Rows(byte[] file, IRecipientTemplate template)
    {
        var rows = new List<string>();
        Check(file, template, row => rows.Add(Print(row)));
        return rows;
    }

    public static string Print(RecipientRow row) => string.Join('|', row.Cells.Select(cell =>
        (cell.Value is IReadOnlyList<string?> list ? string.Join('+', list.Select(item => item ?? "-")) : (string?)cell.Value ?? "-")
        + (cell.Fault is null ? "" : "!" + cell.Fault.WordingKey)));

    public static byte[] Xlsx(string rows, string sheetAttributes = "", string columns = "") => Zip(
        ("[Content_Types].xml", """
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>
            """),
        ("_rels/.rels", """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """),
        ("xl/workbook.xml", $"""
            <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Hidden" sheetId="1" state="hidden" r:id="r1"/><sheet name="People" sheetId="2" {sheetAttributes} r:id="r2"/></sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>
            """),
        ("xl/styles.xml", """
            <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>
            """),
        ("xl/worksheets/sheet1.xml", """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>secret</t></is></c></row></sheetData></worksheet>"""),
        ("xl/worksheets/sheet2.xml", $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{columns}<sheetData>{rows}</sheetData></worksheet>"""));

    public static byte[] Ods(string content) => Zip(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", $"""
            <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">{content}</office:document-content>
            """));

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A template with the given placeholders whose messages are judged by a function.</summary>
    internal sealed record Template(Channel Channel, params IReadOnlyList<string> Placeholders) : IRecipientTemplate
    {
        public Func<IReadOnlyList<KeyValuePair<string, object?>>, MessageFit> Judging { get; init; } = _ => MessageFit.Fits;

        public MessageFit Judge(IReadOnlyList<KeyValuePair<string, object?>> values) => Judging(values);
    }
}
