using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notify.IntegrationTests.Api.Replay;

/// <summary>Compares two answers member by member, in both directions.</summary>
internal static class Difference
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null when equal, else one line about the first difference.</returns>
    public static string? First(JsonNode? wanted, JsonNode? got, string path = "body") => (wanted, got) switch
    {
        (JsonObject a, JsonObject b) => Members(a, b, path),
        (JsonArray a, JsonArray b) => Items(a, b, path),
        _ => Same(wanted, got) ? null : $"{path}: wanted {Short(wanted)}, got {Short(got)}",
    };

    public static string Short(JsonNode? node) => node?.ToJsonString(Readable) is { } text ? text.Length <= 300 ? text : text[..300] + "…" : "null";

    /// <summary>Replaces what may vary, such as <c>notifications.*.status</c>.</summary>
    public static void Loosen(JsonNode? node, ReadOnlySpan<string> path)
    {
        switch (node)
        {
            case JsonArray array when path[0] == "*":
                for (var i = 0; i < array.Count; i++)
                {
                    if (path.Length > 1)
                    {
                        Loosen(array[i], path[1..]);
                    }
                    else
                    {
                        array[i] = "<any>";
                    }
                }

                break;
            case JsonObject members when members.ContainsKey(path[0]):
                if (path.Length > 1)
                {
                    Loosen(members[path[0]], path[1..]);
                }
                else
                {
                    members[path[0]] = "<any>";
                }

                break;
        }
    }

    private static string? Members(JsonObject wanted, JsonObject got, string path) =>
        wanted.Where(member => !got.ContainsKey(member.Key)).Select(member => $"{path}.{member.Key}: missing, wanted {Short(member.Value)}")
            .Concat(got.Where(member => !wanted.ContainsKey(member.Key)).Select(member => $"{path}.{member.Key}: not wanted, got {Short(member.Value)}"))
            .Concat(wanted.Select(member => First(member.Value, got[member.Key], $"{path}.{member.Key}")).OfType<string>())
            .FirstOrDefault();

    private static string? Items(JsonArray wanted, JsonArray got, string path) =>
        wanted.Zip(got).Select((pair, i) => First(pair.First, pair.Second, $"{path}[{i}]")).OfType<string>().FirstOrDefault()
            ?? (wanted.Count == got.Count ? null : $"{path}: wanted {wanted.Count} items, got {got.Count}");

    private static bool Same(JsonNode? wanted, JsonNode? got)
    {
        if (wanted is null || got is null || wanted.GetValueKind() != got.GetValueKind())
        {
            return wanted is null && got is null;
        }

        return wanted.GetValueKind() switch
        {
            JsonValueKind.Number => Math.Abs(Number(wanted) - Number(got)) < 1e-9,
            JsonValueKind.String => wanted.GetValue<string>() == got.GetValue<string>(),
            var kind => kind is JsonValueKind.True or JsonValueKind.False,
        };
    }

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
