using System.Text.Json;
using Notify.Conformance;

namespace Notify.UnitTests.Templates;

/// <summary>Puts the recorded questions to the product and compares with what GOV.UK Notify answered, to the letter.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData("render_sms")]
    [InlineData("render_email")]
    [InlineData("field")]
    [InlineData("placeholders")]
    [InlineData("sms_downgrade")]
    [InlineData("safe_string")]
    public void Recorded_answers_hold_but_for_listed_departures(string operation)
    {
        // Arrange
        var answers = Lines("answers.jsonl").Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(answer => answer.GetProperty("id").ToString(), StringComparer.Ordinal);
        var questions = Lines("questions.jsonl").Where(line => line.Contains($"\"op\": \"{operation}\"", StringComparison.Ordinal)).ToList();

        // Act
        var differing = questions
            .Select(question => JsonDocument.Parse(Answers.To(question)).RootElement)
            .SelectMany(ours => Differences(answers[ours.GetProperty("id").ToString()], ours))
            .ToHashSet(StringComparer.Ordinal);

        // Assert
        var ids = questions.Select(question => JsonDocument.Parse(question).RootElement.GetProperty("id").ToString()).ToHashSet(StringComparer.Ordinal);
        var listed = Departures.ByCase.Where(pair => ids.Contains(pair.Key)).ToList();
        Assert.NotEmpty(questions);
        Assert.Empty(differing.Except(listed.SelectMany(pair => pair.Value.Select(field => $"{pair.Key} {field}"))));
        Assert.Empty(listed.Where(pair => !pair.Value.Any(field => differing.Contains($"{pair.Key} {field}"))).Select(pair => $"{pair.Key} is listed but agrees"));
    }

    private static IEnumerable<string> Differences(JsonElement recorded, JsonElement ours)
    {
        if (recorded.TryGetProperty("exception", out _))
        {
            yield break;
        }

        foreach (var field in recorded.EnumerateObject())
        {
            if (ours.TryGetProperty(field.Name, out var answer) && !JsonElement.DeepEquals(field.Value, answer))
            {
                yield return $"{recorded.GetProperty("id")} {recorded.GetProperty("op")}.{field.Name}";
            }
        }
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", file));
}
