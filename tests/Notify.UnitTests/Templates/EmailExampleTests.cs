using System.Text.Json;
using System.Text.RegularExpressions;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;

namespace Notify.UnitTests.Templates;

/// <summary>The worked examples of how the original renders e-mails, looks left out.</summary>
public sealed partial class EmailExampleTests
{
    public static TheoryData<string> Examples() =>
        new(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Templates", "email-examples.jsonl")));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_is_rendered_as_the_original(string example)
    {
        var expected = JsonDocument.Parse(example).RootElement;
        var values = expected.TryGetProperty("personalisation", out var given) ? Personalisation.FromJson(given) : Personalisation.Empty;

        var rendered = EmailTemplate.Parse(Text(expected, "subject") ?? "", Text(expected, "body") ?? "").Render(values, gaps: GapStyle.Highlighted);

        AssertIf(Text(expected, "html"), Bare(rendered.HtmlBody));
        AssertIf(Text(expected, "plain_text"), rendered.PlainText);
        AssertIf(Text(expected, "preheader"), rendered.Preheader);
        AssertIf(Text(expected, "subject_sent"), rendered.Subject);
        AssertIf(Text(expected, "subject_html"), rendered.SubjectHtml);
    }

    private static void AssertIf(string? expected, string actual)
    {
        if (expected is not null)
        {
            Assert.Equal(expected, actual);
        }
    }

    private static string? Text(JsonElement example, string name) => example.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Bare(string html) => Layout().Replace(Looks().Replace(html, ""), "");

    [GeneratedRegex(" (style|role)=\"[^\"]*\"")]
    private static partial Regex Looks();

    [GeneratedRegex("</?(table|tr|td)>")]
    private static partial Regex Layout();
}
