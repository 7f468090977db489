using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Notify.IntegrationTests.Api.Replay;

/// <summary>Turns the symbolic form of a recorded request into real values.</summary>
internal sealed partial class Symbols(IReadOnlyDictionary<string, string> known)
{
    private readonly Dictionary<string, string> _known = new(known, StringComparer.Ordinal)
    {
        ["unknown_uuid"] = "11111111-1111-4111-8111-111111111111",
        ["unknown_uuid_2"] = "22222222-2222-4222-8222-222222222222",
    };

    public IReadOnlyDictionary<string, string> Known => _known;

    public string this[string symbol]
    {
        get => _known[symbol];
        set => _known[symbol] = value;
    }

    public Symbols Copy() => new(_known);

    public string Fill(string text) => Symbol().Replace(
        text,
        match => match.Groups[1].Success ? _known[match.Groups[2].Value].ToUpperInvariant() : _known[match.Groups[2].Value]);

    /// <summary>Fills texts and the objects with one member that stand for times and repeated texts.</summary>
    public JsonNode? Fill(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                return new JsonArray([.. array.Select(Fill)]);
            case JsonObject { Count: 1 } made when Made(made.First()) is { } value:
                return value;
            case JsonObject members:
                return new JsonObject(members.Select(member => KeyValuePair.Create(Fill(member.Key), Fill(member.Value))));
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return Fill(value.GetValue<string>());
            default:
                return node?.DeepClone();
        }
    }

    private static JsonNode? Made(KeyValuePair<string, JsonNode?> member)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return member.Key switch
        {
            "$repeat" => string.Concat(Enumerable.Repeat(member.Value![0]!.GetValue<string>(), member.Value[1]!.GetValue<int>())),
            "$now" => now + member.Value!.GetValue<int>(),
            "$now_text" => $"{now + member.Value!.GetValue<int>()}",
            "$now_float" => now + member.Value!.GetValue<int>() + 0.5,
            "$now_ms" => (now + member.Value!.GetValue<int>()) * 1000,
            _ => null,
        };
    }

    [GeneratedRegex(@"\{\{(upper:)?([A-Za-z0-9_]+)\}\}")]
    private static partial Regex Symbol();
}
