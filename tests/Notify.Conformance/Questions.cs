using System.Text.Json;
using Notify.Core.Templates;

namespace Notify.Conformance;

/// <summary>Reads the members of a question and writes lists into an answer.</summary>
internal static class Questions
{
    /// <returns>The text of a member; empty when it is absent or null.</returns>
    public static string Text(this JsonElement question, string name) => question.OptionalText(name) ?? "";

    public static string? OptionalText(this JsonElement question, string name) =>
        question.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Flag(this JsonElement question, string name, bool otherwise = false) =>
        question.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    public static int? Number(this JsonElement question, string name) =>
        question.Is(name, JsonValueKind.Number) && question.GetProperty(name).TryGetInt32(out var number) ? number : null;

    /// <returns>The texts of an array; empty when it is absent.</returns>
    public static IEnumerable<string> List(this JsonElement question, string name) => question.Is(name, JsonValueKind.Array)
        ? question.GetProperty(name).EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
        : [];

    /// <returns>The items of an array; none when it is absent.</returns>
    public static IEnumerable<JsonElement> Items(this JsonElement question, string name) =>
        question.Is(name, JsonValueKind.Array) ? question.GetProperty(name).EnumerateArray() : [];

    public static bool Is(this JsonElement question, string name, params ReadOnlySpan<JsonValueKind> kinds) =>
        question.TryGetProperty(name, out var value) && kinds.Contains(value.ValueKind);

    public static Personalisation Values(this JsonElement question, string name) =>
        question.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? Personalisation.FromJson(value) : Personalisation.Empty;

    public static void WriteList(this Utf8JsonWriter answer, string name, IEnumerable<string> items)
    {
        answer.WriteStartArray(name);
        foreach (var item in items)
        {
            answer.WriteStringValue(item);
        }

        answer.WriteEndArray();
    }
}
