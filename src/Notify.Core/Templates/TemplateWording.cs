using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Core.Templates.Email;

namespace Notify.Core.Templates;

/// <summary>The words that rendering and checking templates need, in one language.</summary>
/// <remarks>Held as data (<c>Wording/en.json</c>): another language is another file of the same shape, and what it leaves out is English.</remarks>
public sealed record TemplateWording
{
    /// <summary>Used wherever no language is given; what client programs of the original expect.</summary>
    public static TemplateWording English { get; } = LoadEnglish();

    /// <summary>Which way the language is written; lists and quotes are indented from the side where lines begin.</summary>
    public TextDirection Direction { get; init; } = TextDirection.LeftToRight;

    /// <summary>Stands between the items of a list but for the last two.</summary>
    public string ListSeparator { get; init; } = "";

    /// <summary>Stands between the last two items of a list.</summary>
    public string ListLast { get; init; } = "";

    /// <summary>The text of the link that ends an e-mail whose reader may unsubscribe.</summary>
    public string Unsubscribe { get; init; } = "";

    /// <summary>Names with a full stop that mail programs would make a link of, such as <c>GOV.UK</c>; kept apart by a zero-width space.</summary>
    public IReadOnlyList<string> UnlinkedNames { get; init; } = [];

    /// <summary>Advice to authors by its code, with <c>{0}</c> for the piece of text in question.</summary>
    public IReadOnlyDictionary<string, string> Advice { get; init; } = new Dictionary<string, string>();

    /// <returns>The items as a phrase, <c>a, b and c</c>; empty when there are none.</returns>
    public string Join(IReadOnlyList<string> items) => items switch
    {
        [] => "",
        [var only] => only,
        _ => string.Concat(string.Join(ListSeparator, items.Take(items.Count - 1)), ListLast, items[^1]),
    };

    /// <param name="json">An object with any of <c>direction</c> (<c>ltr</c> or <c>rtl</c>), <c>list_separator</c>, <c>list_last</c>, <c>unsubscribe</c>, <c>unlinked_names</c> and <c>advice</c> (an object of texts).</param>
    /// <exception cref="JsonException">It is no such object.</exception>
    public static TemplateWording Parse(string json)
    {
        var read = Read(json);
        return English with
        {
            Direction = read.Direction == "rtl" ? TextDirection.RightToLeft : TextDirection.LeftToRight,
            ListSeparator = read.ListSeparator ?? English.ListSeparator,
            ListLast = read.ListLast ?? English.ListLast,
            Unsubscribe = read.Unsubscribe ?? English.Unsubscribe,
            UnlinkedNames = read.UnlinkedNames ?? English.UnlinkedNames,
            Advice = English.Advice.ToDictionary(pair => pair.Key, pair => read.Advice?.GetValueOrDefault(pair.Key) ?? pair.Value),
        };
    }

    private static TemplateWording LoadEnglish()
    {
        using var resource = typeof(TemplateWording).Assembly.GetManifestResourceStream("Notify.Core.Templates.Wording.en.json")!;
        using var reader = new StreamReader(resource);
        var read = Read(reader.ReadToEnd());
        return new TemplateWording
        {
            ListSeparator = read.ListSeparator!,
            ListLast = read.ListLast!,
            Unsubscribe = read.Unsubscribe!,
            UnlinkedNames = read.UnlinkedNames!,
            Advice = read.Advice!,
        };
    }

    private static TemplateWordingFile Read(string json) =>
        JsonSerializer.Deserialize(json, TemplateWordingJson.Default.TemplateWordingFile) ?? throw new JsonException("The wording is null");
}

/// <summary>The file behind <see cref="TemplateWording"/>.</summary>
internal sealed record TemplateWordingFile(
    string? Direction, string? ListSeparator, string? ListLast, string? Unsubscribe, List<string>? UnlinkedNames, Dictionary<string, string>? Advice);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TemplateWordingFile))]
internal sealed partial class TemplateWordingJson : JsonSerializerContext;
