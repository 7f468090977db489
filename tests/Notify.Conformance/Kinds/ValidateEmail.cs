using System.Text.Json;
using Notify.Core.Recipients;

namespace Notify.Conformance.Kinds;

internal sealed class ValidateEmail : IQuestionKind
{
    public string Operation => "validate_email";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var valid = EmailAddress.TryParse(question.Text("email"), out var address, out var message);
        answer.WriteBoolean("ok", valid);
        answer.WriteString("normalised", address?.Normalised);
        answer.WriteString("error", message);
        if (valid)
        {
            answer.WriteString("validated", address!.Value);
        }
    }
}
