using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Notify.Server.Features.ApiReference;

/// <summary>Marks a type that is the body of a request: members may be left out unless its schema says otherwise.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RequestBodyAttribute : Attribute
{
    /// <summary>Whether members that the schema does not name are ignored instead of refused.</summary>
    public bool IgnoresOthers { get; init; }
}

/// <summary>Finds the members of an answer that may be absent: those that are left out when they are null.</summary>
internal static class OptionalMembers
{
    public static HashSet<string> Of(JsonTypeInfo type) =>
        [.. type.Properties.Where(MayBeAbsent).Select(property => property.Name)];

    private static bool MayBeAbsent(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.WhenWritingNull) == true;
}
