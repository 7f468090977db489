using System.Text.Json;

namespace Notify.Conformance.Rules;

internal sealed class DramaNumbersAreDomesticOnlyAtHome : IDepartureRule
{
    private const string Home = "44";
    private const string Drama = "7700";

    public string Departure => "drama-numbers-are-domestic-only-at-home";

    public bool Explains(JsonElement recorded, JsonElement ours, string field)
    {
        var country = ours.Text("country_prefix");
        return country.Length > 0
            && country != Home
            && recorded.Text("normalised") == ours.Text("normalised")
            && ours.Text("normalised").StartsWith(country + Drama, StringComparison.Ordinal)
            && !recorded.Flag("international")
            && ours.Flag("international")
            && (field == "validate_phone.international" || (field == "validate_phone.rate_multiplier" && recorded.Number("rate_multiplier") == 1));
    }
}
