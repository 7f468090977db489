using System.Text.Json;

namespace Notify.Conformance.Rules;

internal sealed class InternationalTextsAreAlwaysCounted : IDepartureRule
{
    public string Departure => "international-texts-are-always-counted";

    public bool Explains(JsonElement recorded, JsonElement ours, string field) =>
        field switch
        {
            "csv.international_sms_count" => Failed(recorded, "international_sms_count") && ours.Number("international_sms_count") is not null,
            "csv.more_international_sms_than_can_send" => Failed(recorded, "more_international_sms_than_can_send")
                && ours.Is("more_international_sms_than_can_send", JsonValueKind.True, JsonValueKind.False),
            _ => false,
        }
        && recorded.TryGetProperty("rows", out var rows)
        && rows.EnumerateArray().Any(row => row.ValueKind == JsonValueKind.Null || row.OptionalText("recipient") is null);

    private static bool Failed(JsonElement recorded, string name) => recorded.Is(name, JsonValueKind.Null);
}
