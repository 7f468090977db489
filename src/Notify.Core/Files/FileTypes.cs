using Notify.Core.Errors;

namespace Notify.Core.Files;

/// <summary>The types of files that may be sent, as in the original's documentation ("Send files by email", "What you need to know").</summary>
public static class FileTypes
{
    internal const string PlainText = "text/plain";
    internal const string Csv = "text/csv";
    internal const string Json = "application/json";
    internal const string Pdf = "application/pdf";
    internal const string Png = "image/png";
    internal const string Jpeg = "image/jpeg";
    internal const string RichText = "application/rtf";
    internal const string Word = "application/msword";
    internal const string WordPackage = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    internal const string SheetPackage = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    internal const string OpenDocumentText = "application/vnd.oasis.opendocument.text";

    /// <summary>Ending, type, and what people call it; in the order in which a refusal names the endings.</summary>
    private static readonly (string Ending, string Type, string Words)[] Known =
    [
        (".csv", Csv, "CSV file"),
        (".doc", Word, "Microsoft Word document"),
        (".docx", WordPackage, "Microsoft Word document"),
        (".jpeg", Jpeg, "JPEG image"),
        (".jpg", Jpeg, "JPEG image"),
        (".json", Json, "JSON file"),
        (".odt", OpenDocumentText, "OpenDocument text"),
        (".pdf", Pdf, "PDF"),
        (".png", Png, "PNG image"),
        (".rtf", RichText, "Rich text document"),
        (".txt", PlainText, "Text file"),
        (".xlsx", SheetPackage, "Microsoft Excel spreadsheet"),
    ];

    private static readonly string Supported = string.Join(", ", Known.Select(known => $"'{known.Ending}'"));

    /// <param name="ending">With its dot, in lower case.</param>
    /// <returns>The media type of a file name's ending, or null when such files may not be sent.</returns>
    public static string? OfEnding(string ending) => Known.FirstOrDefault(known => known.Ending == ending).Type;

    /// <returns>The usual ending, with its dot, of a media type that may be sent.</returns>
    public static string EndingOf(string mediaType) => Known.Last(known => known.Type == mediaType).Ending;

    /// <returns>A media type that may be sent in the words of people, such as <c>PDF</c> or <c>Text file</c>.</returns>
    public static string WordsOf(string mediaType) => Known.First(known => known.Type == mediaType).Words;

    internal static bool IsAllowed(string mediaType) => Known.Any(known => known.Type == mediaType);

    /// <param name="type">An ending with its dot, or a media type.</param>
    internal static NotifyError Unsupported(string type) =>
        new(400, NotifyError.BadRequest, $"Unsupported file type '{type}'. Supported types are: {Supported}");
}
