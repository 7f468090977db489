using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;

namespace Notify.Conformance.Kinds;

internal sealed class RenderSms : IQuestionKind
{
    public string Operation => "render_sms";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var template = SmsTemplate.Parse(question.Text("template"));
        var personalisation = question.Values("personalisation");
        var prefix = question.Flag("show_prefix", otherwise: true) ? question.OptionalText("prefix") : null;
        var rendered = template.Render(personalisation, prefix, SmsEncodingRules.Original);
        answer.WriteString("content", rendered.Text);
        answer.WriteNumber("fragment_count", rendered.Fragments);
        answer.WriteNumber("character_count", rendered.Text.Length);
        answer.WriteList("missing", template.MissingFrom(personalisation));
        answer.WriteNumber("character_count_without_prefix", rendered.CharacterCount);
        answer.WriteList("additional", Additional(template, personalisation));
        answer.WriteBoolean("too_long", rendered.IsTooLong);
        answer.WriteBoolean("empty", rendered.IsEmpty);
        answer.WriteNumber("above_limit", Math.Max(0, rendered.CharacterCount - rendered.MaxCharacters));
        answer.WriteNumber("extended_gsm", rendered.ExtendedCharacters);
        answer.WriteBoolean("ucs2", rendered.Encoding == SmsEncoding.Ucs2);
        answer.WriteList("replaced_characters", rendered.ReplacedCharacters);
        if (question.Flag("preview"))
        {
            // The original wraps the message in its page's element.
            var preview = template.PreviewHtml(personalisation, prefix, SmsEncodingRules.Original);
            answer.WriteString("preview", $"\n\n<div class=\"sms-message-wrapper\" dir=\"auto\">\n  {preview}\n</div>");
            answer.WriteString("body_preview", template.PreviewBodyHtml(personalisation, SmsEncodingRules.Original));
        }
    }

    private static IEnumerable<string> Additional(SmsTemplate template, Personalisation personalisation)
    {
        var asked = template.Placeholders.Select(name => PlaceholderKey.From(name)).ToHashSet(StringComparer.Ordinal);
        return personalisation.Names.Where(name => !asked.Contains(PlaceholderKey.From(name))).Distinct().Order(StringComparer.Ordinal);
    }
}
