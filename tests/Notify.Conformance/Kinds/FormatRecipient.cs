using System.Text.Json;
using Notify.Core.Recipients;

namespace Notify.Conformance.Kinds;

internal sealed class FormatRecipient : IQuestionKind
{
    public string Operation => "format_recipient";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var rules = UnitedKingdom.Pack.PhoneRules;
        var recipient = question.Text("recipient");
        var guests = new GuestList(question.List("guestlist"), rules);
        answer.WriteString("recipient", RecipientFormat.Format(recipient, rules));
        answer.WriteBoolean("allowed", guests.Allows(recipient));
    }
}
