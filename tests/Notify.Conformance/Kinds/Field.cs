using System.Text.Json;
using Notify.Core.Templates.Placeholders;

namespace Notify.Conformance.Kinds;

internal sealed class Field : IQuestionKind
{
    public string Operation => "field";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var options = new FillOptions
        {
            Html = question.Text("html") == "escape",
            Gaps = question.Flag("plain") ? GapStyle.AsTyped : GapStyle.Highlighted,
            Brackets = question.Flag("with_brackets", otherwise: true),
            ListsAsBullets = question.Flag("markdown_lists"),
            Redacted = question.Flag("redact"),
        };
        answer.WriteString("result", PlaceholderText.Parse(question.Text("content")).Fill(question.Values("values"), options));
    }
}
