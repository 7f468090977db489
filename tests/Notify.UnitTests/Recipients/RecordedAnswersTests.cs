using System.Text.Json;
using System.Text.Json.Nodes;
using Notify.Conformance;

namespace Notify.UnitTests.Recipients;

/// <summary>What GOV.UK Notify answers about recipients, against what we answer. Every difference is listed in <c>departures.json</c>.</summary>
public sealed class RecordedAnswersTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recipients", "Recorded");

    [Theory]
    [InlineData("validate_email", 350)]
    [InlineData("validate_phone", 500)]
    [InlineData("format_recipient", 100)]
    [InlineData("csv", 350)]
    public void Answer_is_the_recorded_one_but_for_listed_departures(string operation, int count)
    {
        var questions = File.ReadAllLines(Path.Combine(Folder, $"{operation}.questions.jsonl"));
        var recorded = File.ReadAllLines(Path.Combine(Folder, $"{operation}.answers.jsonl"));

        var differences = questions.Zip(recorded)
            .SelectMany(pair => Differences(Parse(pair.Second), Parse(Answers.To(pair.First))))
            .Order(StringComparer.Ordinal);

        Assert.Equal(count, questions.Length);
        Assert.Equal(Departures(operation).Order(StringComparer.Ordinal), differences);
    }

    private static IEnumerable<string> Differences(JsonObject recorded, JsonObject ours) => recorded
        .Where(field => ours.ContainsKey(field.Key) && !JsonNode.DeepEquals(field.Value, ours[field.Key]))
        .Select(field => $"{recorded["id"]} {field.Key}");

    private static List<string> Departures(string operation)
    {
        using var file = File.OpenRead(Path.Combine(Folder, "departures.json"));
        return [.. JsonNode.Parse(file, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsArray()
            .Select(departure => departure!.AsObject())
            .Where(departure => (string?)departure["operation"] == operation)
            .SelectMany(departure => departure["fields"]!.AsArray()
                .SelectMany(field => departure["cases"]!.AsArray().Select(id => $"{id} {field}")))];
    }

    private static JsonObject Parse(string line) => JsonNode.Parse(line)!.AsObject();
}
