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
            .SelectMany(ours => Comparison.Differences(answers[ours.GetProperty("id").ToString()], ours).Select(field => $"{ours.GetProperty("id")} {field}"))
            .ToHashSet(StringComparer.Ordinal);

        // Assert
        var ids = questions.Select(question => JsonDocument.Parse(question).RootElement.GetProperty("id").ToString()).ToHashSet(StringComparer.Ordinal);
        var listed = Departures.ByCase.Where(pair => ids.Contains(pair.Key)).ToList();
        Assert.NotEmpty(questions);
        Assert.Empty(differing.Except(listed.SelectMany(pair => pair.Value.Select(field => $"{pair.Key} {field}"))));
        Assert.Empty(listed.Where(pair => !pair.Value.Any(field => differing.Contains($"{pair.Key} {field}"))).Select(pair => $"{pair.Key} is listed but agrees"));
    }

    [Fact]
    public void Every_difference_is_explained_by_the_rule_of_the_departure_that_lists_it()
    {
        var listed = Departures.All().ToHashSet();

        var differing = Recorded()
            .SelectMany(pair => Comparison.Differences(pair.Answer, pair.Ours)
                .Select(field => (Departure: Comparison.Explain(pair.Answer, pair.Ours, field) ?? "", Id: pair.Answer.GetProperty("id").ToString(), Field: field)))
            .ToList();

        Assert.NotEmpty(differing);
        Assert.Empty(differing.Except(listed));
    }

    [Fact]
    public void Account_names_what_no_departure_explains()
    {
        // Arrange
        string[] recorded =
        [
            """{"id":1,"op":"safe_string","safe_id":"a"}""",
            """{"id":2,"op":"render_email","html":"<a href=\"mailto:a%40b\">a%40b</a>"}""",
            """{"id":3,"op":"render_email","html":"<a href=\"mailto:a%40b\">a%40b</a>"}""",
            """{"id":4,"op":"validate_phone","ok":true,"code":"x"}""",
        ];
        string[] candidate =
        [
            """{"id":4,"op":"validate_phone","ok":true}""",
            """{"id":3,"op":"render_email","html":"<a href=\"mailto:a@b\">a@b</a>"}""",
            """{"id":2,"op":"render_email","html":"<a href=\"mailto:a@b\">a%40b</a>"}""",
        ];
        using var printed = new StringWriter { NewLine = "\n" };

        // Act
        var account = Account.Of(recorded, candidate);
        account.Print(printed);

        // Assert
        Assert.False(account.IsExplained);
        Assert.Equal(
            """
            render_email: 2 cases, 0 equal, 1 unexplained
              mailto-keeps-its-at-sign: 1
              unexplained: 3 render_email.html
            safe_string: 1 cases, 0 equal, 1 unexplained
              unexplained: 1 missing
            validate_phone: 1 cases, 1 equal, 0 unexplained

            """.ReplaceLineEndings("\n"),
            printed.ToString());
    }

    [Theory]
    [InlineData("render_email", "plain_text", "it’s https://a/it’s", "it’s https://a/it's", "addresses-in-plain-text-stay-straight")]
    [InlineData("render_email", "plain_text", "it’s https://a/it’s", "it's https://a/it's", null)]
    [InlineData("render_email", "plain_text", "https://a/it’s", "https://a/its", null)]
    [InlineData("render_email", "preheader", "a &l", "a", null)]
    [InlineData("render_sms", "content", "a", "b", null)]
    [InlineData("render_sms", "exception", "KeyError", "", null)]
    public void Rule_explains_its_own_differences_only(string operation, string field, string recorded, string ours, string? departure) =>
        Assert.Equal(departure, Comparison.Explain(Answer(operation, field, recorded), Answer(operation, field, ours), $"{operation}.{field}"));

    [Theory]
    [InlineData("""{"id":2,"op":"csv"}""", """{"id":2,"op":"csv","has_errors":""")]
    [InlineData("""{"id":3,"op":"format_recipient"}""", """{"id":3,"op":"format_recipient","recipient":""")]
    [InlineData("""{"id":4,"op":"other"}""", """{"id":4,"op":"other","unknown":true}""")]
    [InlineData("""{"op":"safe_string"}""", """{"id":null,"op":"safe_string","email_local_part":""")]
    [InlineData("[1]", """{"id":null,"op":null,"error":""")]
    [InlineData("{\"id\":5,", """{"id":null,"op":null,"error":""")]
    [InlineData("""{"id":6,"op":"field","content":"\ud800"}""", """{"id":6,"op":"field","error":""")]
    [InlineData("""{"id":7,"op":"\ud800"}""", """{"id":null,"op":null,"error":""")]
    public void Bad_question_gets_an_answer_of_its_own(string question, string start) =>
        Assert.StartsWith(start, Answers.To(question), StringComparison.Ordinal);

    private static JsonElement Answer(string operation, string field, string value) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["op"] = operation, [field] = value });

    private static IEnumerable<(JsonElement Answer, JsonElement Ours)> Recorded() => Lines("questions.jsonl").Zip(Lines("answers.jsonl"))
        .Select(pair => (JsonElement.Parse(pair.Second), JsonElement.Parse(Answers.To(pair.First))));

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", file));
}
