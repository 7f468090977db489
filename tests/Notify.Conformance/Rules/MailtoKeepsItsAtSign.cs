using System.Text.Json;
using System.Text.RegularExpressions;

namespace Notify.Conformance.Rules;

internal sealed partial class MailtoKeepsItsAtSign : IDepartureRule
{
    public string Departure => "mailto-keeps-its-at-sign";

    public bool Explains(JsonElement recorded, JsonElement ours, string field) => field == "render_email.html"
        && Target().Replace(recorded.Text("html"), target => target.Value.Replace("%40", "@", StringComparison.Ordinal)) == ours.Text("html");

    [GeneratedRegex("href=\"mailto:[^\"]*\"", RegexOptions.IgnoreCase)]
    private static partial Regex Target();
}
