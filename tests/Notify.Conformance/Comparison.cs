using System.Text.Json;
using Notify.Conformance.Rules;

namespace Notify.Conformance;

/// <summary>Finds the fields in which two answers differ, and the departures that explain it.</summary>
public static class Comparison
{
    // What the original says beside the answer: how it names the fault, and a text that is always the one above it.
    private static readonly HashSet<string> BesideTheAnswer = ["validate_phone.code", "sms_downgrade.ascii"];

    private static readonly IReadOnlyList<IDepartureRule> Rules = [.. typeof(IDepartureRule).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IDepartureRule)) && !type.IsInterface)
        .Select(type => (IDepartureRule)Activator.CreateInstance(type)!)
        .OrderBy(rule => rule.Departure, StringComparer.Ordinal)];

    /// <returns>The recorded fields, such as <c>render_email.html</c>, that our answer lacks or gives otherwise.</returns>
    public static IEnumerable<string> Differences(JsonElement recorded, JsonElement ours) => recorded.EnumerateObject()
        .Where(field => !ours.TryGetProperty(field.Name, out var answer) || !JsonElement.DeepEquals(field.Value, answer))
        .Select(field => $"{recorded.Text("op")}.{field.Name}")
        .Where(field => !BesideTheAnswer.Contains(field));

    /// <returns>The heading in <c>DEPARTURES.md</c>; null when no rule explains the difference.</returns>
    public static string? Explain(JsonElement recorded, JsonElement ours, string field) =>
        Rules.FirstOrDefault(rule => rule.Explains(recorded, ours, field))?.Departure;
}
