using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Notify.Core.Nations;

/// <summary>The JSON Schema (draft 2020-12) of <c>nation.json</c>, made from the records, so that editors complete and check the fields.
/// Shipped as <c>templates/nations/nation.schema.json</c>.</summary>
public static class NationSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Text()
    {
        var schema = (JsonObject)NationJson.NationPack.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = WithoutRequired,
        });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Settings of a nation");
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    // A pack that extends another gives only what differs; what is missing in the end is found when the pack is read.
    private static JsonNode WithoutRequired(JsonSchemaExporterContext context, JsonNode schema)
    {
        (schema as JsonObject)?.Remove("required");
        return schema;
    }
}
