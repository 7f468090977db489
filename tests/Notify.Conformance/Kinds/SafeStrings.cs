using System.Text.Json;
using Notify.Core.Templates;

namespace Notify.Conformance.Kinds;

internal sealed class SafeStrings : IQuestionKind
{
    public string Operation => "safe_string";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        answer.WriteString("email_local_part", SafeNames.EmailLocalPart(question.Text("text")));
        answer.WriteString("safe_id", SafeNames.Id(question.Text("text")));
    }
}
