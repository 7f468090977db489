using Notify.Core.Nations;

namespace Notify.UnitTests.Nations;

public sealed class NationSchemaTests
{
    [Fact]
    public void Schema_that_ships_is_the_one_of_the_records()
    {
        var file = Path.Combine(Packs.Folder, "nation.schema.json");
        var schema = NationSchema.Text();
        if (schema != File.ReadAllText(file))
        {
            File.WriteAllText(file + ".received", schema);
        }

        Assert.Equal(File.ReadAllText(file), schema);
    }
}
