using System.Text.Json;
using Notify.Core.Recipients;

namespace Notify.Conformance.Kinds;

internal sealed class ValidatePhone : IQuestionKind
{
    public string Operation => "validate_phone";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        var rules = UnitedKingdom.Pack.PhoneRules;
        var permissions = new PhonePermissions(question.Flag("allow_international"), question.Flag("allow_uk_landline"));
        PhoneNumber? number;
        PhoneFault fault;
        var valid = question.Flag("is_service_contact_number")
            ? PhoneNumber.TryParseContact(question.Text("number"), rules, permissions, out number, out fault)
            : PhoneNumber.TryParse(question.Text("number"), rules, permissions, out number, out fault);
        answer.WriteBoolean("ok", valid);
        answer.WriteString("normalised", number?.Digits);
        answer.WriteString("error", valid ? null : UnitedKingdom.Pack.Wording.Text(UnitedKingdom.Language, fault.WordingKey()));
        if (number is null)
        {
            answer.WriteString("legacy_error", rules.ApiMessage(fault));
            return;
        }

        answer.WriteString("human_readable", number.ForPeople(rules));
        answer.WriteBoolean("international", number.IsInternational);
        answer.WriteBoolean("crown_dependency", number.IsSharedCode);
        answer.WriteString("country_prefix", number.CountryPrefix);
        answer.WriteNumber("rate_multiplier", number.RateMultiplier);
        answer.WriteBoolean("numeric_sender", number.NeedsNumericSender);
    }
}
