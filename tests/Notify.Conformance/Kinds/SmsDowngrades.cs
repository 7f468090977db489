using System.Text.Json;
using Notify.Core.Templates.Sms;

namespace Notify.Conformance.Kinds;

internal sealed class SmsDowngrades : IQuestionKind
{
    public string Operation => "sms_downgrade";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var text = question.Text("text");
        answer.WriteString("text", SmsDowngrade.Apply(text, SmsEncodingRules.Original));
        answer.WriteList("replaced_characters", SmsDowngrade.Replaced(text, SmsEncodingRules.Original));
    }
}
