using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Notify.Server.Cli;

/// <summary>What verbs print: text for people, one JSON value for scripts.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Json<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>A time as people read it, UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    /// <summary>What a stranger wrote, with nothing in it that steers the terminal or turns the direction of writing.</summary>
    public static string OnOneLine(string text) => string.Concat(text.Select(character => char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : character));

    /// <summary>Rows under headings, columns padded to their widest cell.</summary>
    public static void Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToList();
        foreach (var row in rows.Prepend(headings))
        {
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
