using System.Text.Json;
using Notify.Core.Templates;

namespace Notify.Conformance.Kinds;

internal sealed class Placeholders : IQuestionKind
{
    public string Operation => "placeholders";

    public void Answer(JsonElement question, Utf8JsonWriter answer) =>
        answer.WriteList("placeholders", SmsTemplate.Parse(question.Text("content")).Placeholders);
}
