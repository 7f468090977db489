using System.Text.Json;

namespace Notify.Conformance.Rules;

internal sealed class PreheaderKeepsEntitiesWhole : IDepartureRule
{
    private const int Longest = 256;

    public string Departure => "preheader-keeps-entities-whole";

    public bool Explains(JsonElement recorded, JsonElement ours, string field)
    {
        var (cut, whole) = (recorded.Text("preheader"), ours.Text("preheader"));
        var entity = cut.LastIndexOf('&');
        return field == "render_email.preheader"
            && cut.EnumerateRunes().Count() == Longest
            && entity >= 0
            && cut.AsSpan(entity + 1).IndexOfAny(" ;<>") < 0
            && cut[..entity].TrimEnd() == whole.TrimEnd();
    }
}
