using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;

namespace Notify.Conformance.Kinds;

internal sealed class RenderEmail : IQuestionKind
{
    public string Operation => "render_email";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var template = EmailTemplate.Parse(question.Text("subject"), question.Text("body"));
        var personalisation = question.Values("personalisation");
        var rendered = template.Render(personalisation, question.OptionalText("unsubscribe_link"), GapStyle.Highlighted);
        answer.WriteString("subject", rendered.Subject);
        answer.WriteString("subject_html", rendered.SubjectHtml);
        answer.WriteString("plain_text", rendered.PlainText);
        answer.WriteString("html", rendered.HtmlBody);
        answer.WriteString("preheader", rendered.Preheader);
        answer.WriteList("missing", template.MissingFrom(personalisation));
        answer.WriteString("content", rendered.Content);
        answer.WriteBoolean("empty", rendered.IsEmpty);
        answer.WriteBoolean("too_long", rendered.IsTooLong);
    }
}
