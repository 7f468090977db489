using System.Text.Json.Nodes;
using Notify.Conformance;
using Notify.UnitTests.Templates;

namespace Notify.UnitTests.Recipients;

/// <summary>What GOV.UK Notify answers about recipients, against what we answer, in every field that both give.</summary>
public sealed class RecordedAnswersTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance");

    [Theory]
    [InlineData("validate_email", 350)]
    [InlineData("validate_phone", 500)]
    [InlineData("format_recipient", 100)]
    [InlineData("csv", 350)]
    public void Answer_is_the_recorded_one_but_for_listed_departures(string operation, int count)
    {
        var pairs = Lines("questions.jsonl").Zip(Lines("answers.jsonl"))
            .Where(pair => pair.First.Contains($"\"op\": \"{operation}\"", StringComparison.Ordinal))
            .ToList();

        var unlisted = pairs.SelectMany(pair => Unlisted(operation, Parse(pair.Second), Parse(Answers.To(pair.First))));

        Assert.Equal(count, pairs.Count);
        Assert.Empty(unlisted);
    }

    // A listed case must differ somewhere, too: a departure that is none any more is a mistake in the list.
    private static IEnumerable<string> Unlisted(string operation, JsonObject recorded, JsonObject ours)
    {
        var id = (string)recorded["id"]!;
        Assert.Equal(id, (string?)ours["id"]);
        var differing = recorded
            .Where(field => ours.ContainsKey(field.Key) && !JsonNode.DeepEquals(field.Value, ours[field.Key]))
            .Select(field => $"{operation}.{field.Key}")
            .ToList();
        var listed = Departures.ByCase.GetValueOrDefault(id, []);
        return listed.Count > 0 && differing.Count == 0
            ? [$"{id} is listed but agrees"]
            : differing.Except(listed).Select(field => $"{id} {field}");
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Folder, file));

    private static JsonObject Parse(string line) => JsonNode.Parse(line)!.AsObject();
}
