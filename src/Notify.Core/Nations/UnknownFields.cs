using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Notify.Core.Nations;

/// <summary>Finds fields that no setting has: a misspelled one would otherwise do nothing, silently.</summary>
internal static class UnknownFields
{
    /// <returns>JSON pointers (RFC 6901), in the order of the file.</returns>
    public static IEnumerable<string> Find(JsonNode? node, JsonTypeInfo type) => Find(node, type, "");

    private static IEnumerable<string> Find(JsonNode? node, JsonTypeInfo type, string pointer) => (node, type.Kind) switch
    {
        (JsonObject o, JsonTypeInfoKind.Object) => o.SelectMany(field => Field(field.Key, field.Value, type, pointer)),
        (JsonObject o, JsonTypeInfoKind.Dictionary) => o.SelectMany(field => Find(field.Value, Element(type), $"{pointer}/{Escape(field.Key)}")),
        (JsonArray a, JsonTypeInfoKind.Enumerable) => a.SelectMany((item, i) => Find(item, Element(type), $"{pointer}/{i}")),
        _ => [],
    };

    private static IEnumerable<string> Field(string name, JsonNode? value, JsonTypeInfo type, string pointer)
    {
        var path = $"{pointer}/{Escape(name)}";
        var property = type.Properties.FirstOrDefault(property => property.Name == name && (property.Set is not null || property.AssociatedParameter is not null));
        return property is null ? [path] : Find(value, type.Options.GetTypeInfo(property.PropertyType), path);
    }

    private static JsonTypeInfo Element(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
