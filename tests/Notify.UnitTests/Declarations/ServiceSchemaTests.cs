using System.Text.Json;
using Notify.Core.Callbacks;
using Notify.Core.Declarations;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Declarations;

/// <summary>The schema that editors use and the reader know the same.</summary>
public sealed class ServiceSchemaTests
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Packs.Folder)!, "starter");

    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "service.schema.json"))).RootElement;

    public static TheoryData<string, IReadOnlyList<string>> Members => new()
    {
        { "", ServiceFileMembers.File },
        { "service", ServiceFileMembers.Service },
        { "limits", ServiceFileMembers.Limits },
        { "retention", ServiceFileMembers.Retention },
        { "member", ServiceFileMembers.Member },
        { "callback", ServiceFileMembers.Callback },
        { "key", ServiceFileMembers.Key },
        { "template", ServiceFileMembers.Template },
    };

    public static TheoryData<string, IReadOnlyList<string>> Words => new()
    {
        { "service/properties/permissions/items", ServiceFileMembers.Permissions },
        { "callback/properties/kind", CallbackKinds.Words },
        { "key/properties/type", ServiceFileMembers.KeyTypes },
        { "template/properties/type", ServiceFileMembers.TemplateTypes },
        { "template/properties/lane", ServiceFileMembers.Lanes },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void Schema_has_the_members_that_the_reader_knows_each_described(string thing, IReadOnlyList<string> known)
    {
        var described = thing.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(thing);
        var properties = described.GetProperty("properties").EnumerateObject().ToList();

        Assert.Equal(known.Order(StringComparer.Ordinal), properties.Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.False(described.GetProperty("additionalProperties").GetBoolean());
        Assert.All(properties, property => Assert.True(
            property.Value.TryGetProperty("description", out _) || property.Value.TryGetProperty("$ref", out _), property.Name));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Schema_has_the_words_that_the_reader_knows(string place, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(place);
        var at = place.Split('/').Aggregate(Schema.GetProperty("$defs"), (element, name) => element.GetProperty(name));

        Assert.Equal(known, at.GetProperty("enum").EnumerateArray().Select(word => word.GetString()!));
    }

    [Fact]
    public void Starter_file_has_nothing_to_complain_of()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "service.yaml"));

        var file = ServiceFileTests.Read(text);

        Assert.Empty(file.Faults);
        Assert.StartsWith("# yaml-language-server: $schema=service.schema.json\n", text, StringComparison.Ordinal);
        Assert.All(
            ServiceFileMembers.Service.Concat(ServiceFileMembers.Key).Concat(ServiceFileMembers.Template).Concat(ServiceFileMembers.Limits).Concat(ServiceFileMembers.Member),
            member => Assert.Contains(member + ":", text, StringComparison.Ordinal));
    }
}
