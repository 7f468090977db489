using System.Text;
using Notify.Core.Notifications;
using Notify.Core.Recipients.Files;
using static Notify.UnitTests.Recipients.TestTables;

namespace Notify.UnitTests.Recipients;

public sealed class RecipientTableTests
{
    private static readonly Template Sms = new(Channel.Sms, "name");

    public static TheoryData<string, string> TextFiles => new()
    {
        { "utf-8", "phone number,name\n07900900123,Zoë" },
        { "utf-8", "\ufeffphone number,name\n07900900123,Zoë" },
        { "utf-16", "\ufeffphone number,name\r\n07900900123,Zoë" },
        { "utf-16BE", "\ufeffphone number,name\r\n07900900123,Zoë" },
        { "utf-16", "phone number,name\n07900900123,Zoë" },
        { "windows-1252", "phone number,name\n07900900123,Zoë" },
        { "utf-8", "phone number;name\n07900900123;Zoë" },
        { "utf-8", "phone number\tname\n07900900123\tZoë" },
        { "utf-8", "phone number;name\r07900900123;Zoë" },
        { "utf-8", $"phone number;name;{new string(',', 2_000)}\n07900900123;Zoë;" },
        { "utf-8", "a, b;phone number;c, d;name\n;07900900123;;Zoë" },
    };

    [Theory]
    [MemberData(nameof(TextFiles))]
    public void Open_text_in_any_encoding_and_separator_is_read(string encoding, string text)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        Assert.Contains("07900900123|", Assert.Single(Rows(bytes.GetBytes(text), Sms)).Replace("-|", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Zoë", Assert.Single(Rows(bytes.GetBytes(text), Sms)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_xlsx_reads_the_first_visible_sheet_without_what_is_hidden()
    {
        var file = Xlsx(
            """
            <row r="1"><c r="A1" t="inlineStr"><is><t>phone number</t></is></c><c r="B1" t="inlineStr"><is><t>hidden</t></is></c><c r="C1" t="inlineStr"><is><t>name</t></is></c></row>
            <row r="2"><c r="A2"><v>447900900123</v></c><c r="C2" s="1"><v>46086</v></c></row>
            <row r="3" hidden="1"><c r="A3"><v>447900900124</v></c></row>
            <row r="4"><c r="A4"><f>HYPERLINK("https://example.com")</f><v>7900900125</v></c><c r="C4" t="b"><v>1</v></c></row>
            <row r="9"><c r="A9"><v>7900900126</v></c><c r="C9"><v>1.5</v></c></row>
            <row r="30"><c r="A30" s="0"/></row>
            """,
            columns: """<cols><col min="2" max="2" width="9" hidden="1" customWidth="1"/></cols>""");

        Assert.Equal(
            ["447900900123|2026-03-05", "7900900125|True", .. Enumerable.Repeat("-!recipients.missing|-!recipients.missing", 4), "7900900126|1.5"],
            Rows(file, Sms));
    }

    [Fact]
    public void Open_ods_reads_the_first_visible_table_without_what_is_hidden()
    {
        var file = Ods("""
            <office:automatic-styles><style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
            <office:body><office:spreadsheet>
            <table:table table:style-name="off"><table:table-row><table:table-cell><text:p>secret</text:p></table:table-cell></table:table-row></table:table>
            <table:table>
            <table:table-column/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="1022"/>
            <table:table-row><table:table-cell><text:p>phone number</text:p></table:table-cell><table:table-cell><text:p>hidden</text:p></table:table-cell><table:table-cell><text:p>name</text:p></table:table-cell></table:table-row>
            <table:table-row><table:table-cell office:value-type="float" office:value="447900900123"><text:p>4.47901E+11</text:p></table:table-cell><table:table-cell/><table:table-cell><office:annotation><text:p>a note</text:p></office:annotation><text:p>Zoë<text:s text:c="2"/>B</text:p><text:p>second</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1021"/></table:table-row>
            <table:table-row table:visibility="collapse"><table:table-cell><text:p>07900900124</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
            <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>07900900125</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="date" office:date-value="2026-03-05"><text:p>5 Mar</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
            </table:table></office:spreadsheet></office:body>
            """);

        Assert.Equal(
            ["447900900123|Zoë  B\nsecond", .. Enumerable.Repeat("-!recipients.missing|-!recipients.missing", 2), .. Enumerable.Repeat("07900900125|2026-03-05", 2)],
            Rows(file, Sms));
    }

    // Written by LibreOffice 7.4 from one table.
    [Theory]
    [InlineData("people.xls")]
    [InlineData("people.xlsx")]
    [InlineData("people.ods")]
    public void Open_spreadsheet_of_an_office_program_is_read(string file)
    {
        var rows = Rows(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", file)), new Template(Channel.Sms, "name", "date", "count"));

        Assert.Equal(["447900900123|Zoë Õun|2026-03-05|1.5", "447900900124|say \"hi\"|2026-12-31|2"], rows);
    }

    [Theory]
    [InlineData("x\"y,z", "x\"y", "z")]
    [InlineData("x \"y, z\"", "x \"y", "z\"")]
    [InlineData("\"x\"y,z", "xy", "z")]
    [InlineData("\"x\" \"y\",z", "x \"y\"", "z")]
    [InlineData("\"x\"\"\"y,z", "x\"y", "z")]
    [InlineData("  \"x, y\" ,z", "x, y", "z")]
    [InlineData(" x  ,\" z \"", "x", "z")]
    [InlineData("x,\"never closed\n1,2", "x", "never closed\n1,2")]
    public void Text_quotes_out_of_place_are_letters(string line, string first, string second) =>
        Assert.Equal($"{first}|{second}", Rows(Encoding.UTF8.GetBytes("a,b\n" + line), new Template(Channel.Sms))[0]);

    [Theory]
    [InlineData("a,b\r\r\n1,2\r\r\n3,4")]
    [InlineData("a,b\r1,2\r3,4")]
    public void Text_line_ends_of_other_systems_make_no_blank_rows(string text) =>
        Assert.Equal(["1|2", "3|4"], Rows(Encoding.UTF8.GetBytes(text), new Template(Channel.Sms)));

    [Fact]
    public void Open_old_excel_container_that_is_damaged_is_a_fault() =>
        Assert.Equal(FileFault.Damaged, Check([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[2000]], Sms).Fault);

    // Made when asked for: a test runner that is given the bytes prints them.
    private static readonly Dictionary<string, (Func<byte[]> File, FileFault Fault)> Bad = new()
    {
        ["binary"] = (() => [1, 2, 3, 0, 255, 254, 0, 0, 9], FileFault.NotATable),
        ["a picture"] = (() => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13], FileFault.NotATable),
        ["a zip of something else"] = (() => Zip(("word/document.xml", "<w/>")), FileFault.NotATable),
        ["half a zip"] = (() => [.. Xlsx("")[..300]], FileFault.Damaged),
        ["ten thousand columns"] = (() => Encoding.UTF8.GetBytes("phone number,name\n" + new string('x', 1) + string.Concat(Enumerable.Repeat(",x", 10_000))), FileFault.TooManyColumns),
        ["ten thousand headings"] = (() => Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 10_000))), FileFault.TooManyColumns),
        ["one endless cell"] = (() => Encoding.UTF8.GetBytes("phone number,name\n\"" + new string('x', 1_000_000)), FileFault.CellTooLong),
        ["nothing but quotes"] = (() => Encoding.UTF8.GetBytes(new string('"', 10_000_000)), FileFault.CellTooLong),
        ["one word of 10 MB"] = (() => Encoding.UTF8.GetBytes("phone number,name\n" + new string('x', 10_000_000)), FileFault.CellTooLong),
        ["more than the limit"] = (() => new byte[11 * 1024 * 1024], FileFault.TooBig),
        ["columns to the edge of the sheet"] = (() => Xlsx("<row r=\"1\">" + string.Concat(Enumerable.Range(1, 1_500).Select(i => $"<c t=\"inlineStr\"><is><t>{i}</t></is></c>")) + "</row>"), FileFault.TooManyColumns),
        ["repeated cells"] = (() => Ods("<table:table><table:table-row><table:table-cell table:number-columns-repeated=\"2000000000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"), FileFault.TooManyColumns),
        ["repeated rows"] = (() => Ods("<table:table><table:table-row><table:table-cell><text:p>phone number</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"2000000000\"><table:table-cell><text:p>07900900123</text:p></table:table-cell></table:table-row></table:table>"), FileFault.TooBig),
        ["entities"] = (() => Zip(("content.xml", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>")), FileFault.Damaged),
        ["a row far below"] = (() => Xlsx("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>phone number</t></is></c></row><row r=\"2000000000\"><c r=\"A2000000000\"><v>1</v></c></row>"), FileFault.TooBig),
        ["a cell far to the right"] = (() => Xlsx("<row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row>"), FileFault.TooManyColumns),
        ["a cell far to the right in a part of another name"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.dat", "\uFEFF \n<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZZZ1\" t=\"inlineStr\"/></row></sheetData></worksheet>")), FileFault.TooManyColumns),
        ["more formats than can be held"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/styles.xml", $"<styleSheet><cellXfs>{string.Concat(Enumerable.Repeat("<xf/>", 200_000))}</cellXfs></styleSheet>")), FileFault.TooBig),
        ["more merged cells than can be held"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", $"<worksheet><mergeCells>{string.Concat(Enumerable.Repeat("<mergeCell ref=\"A1:A2\"/>", 200_000))}</mergeCells></worksheet>")), FileFault.TooBig),
        ["an endless row of blank cells"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", $"<worksheet><sheetData><row>{string.Concat(Enumerable.Repeat("<c/><x><row/></x>", 20_000))}</row></sheetData></worksheet>")), FileFault.TooManyColumns),
        ["a workbook with formats in the binary form"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/styles.bin", "x")), FileFault.NotATable),
        ["more text beside the sheets than can be held"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", $"<sst>{new string('0', 70_000_000)}</sst>")), FileFault.TooBig),
        ["a part that is no markup"] = (() => Zip(("xl/workbook.xml", "0000")), FileFault.Damaged),
        ["a sheet in the binary form"] = (() => Zip(("xl/workbook.xml", "<workbook/>"), ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>")), FileFault.NotATable),
        ["broken markup"] = (() => Xlsx("<row r=\"1\"><c"), FileFault.Damaged),
        ["unending zeros"] = (() => Zip(("content.xml", "<x/>"), ("a.xml", $"<x>{new string('0', 200_000_000)}</x>"), ("b.xml", $"<x>{new string('0', 100_000_000)}</x>")), FileFault.TooBig),
    };

    public static TheoryData<string> BadFiles => new(Bad.Keys);

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Open_file_made_to_hurt_ends_in_a_fault(string what)
    {
        var (file, fault) = Bad[what];

        var report = Check(file(), Sms);

        Assert.Equal(fault, report.Fault);
        Assert.True(report.HasErrors);
    }

    [Fact]
    public void Formula_in_text_is_text()
    {
        Assert.Equal(["07900900123|=HYPERLINK(\"https://example.com\")"],
            Rows(Encoding.UTF8.GetBytes("phone number,name\n07900900123,\"=HYPERLINK(\"\"https://example.com\"\")\""), Sms));
    }
}
