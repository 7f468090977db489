using System.Text.Json;

namespace Notify.Conformance.Rules;

internal sealed class EveryCharacterHasAnAnswer : IDepartureRule
{
    public string Departure => "every-character-has-an-answer";

    public bool Explains(JsonElement recorded, JsonElement ours, string field) => field switch
    {
        "render_sms.exception" => ours.Text("content").Contains('?', StringComparison.Ordinal),
        "sms_downgrade.exception" => ours.Text("text").Contains('?', StringComparison.Ordinal),
        _ => false,
    };
}
