using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;

namespace Notify.UnitTests.Templates;

public sealed class SanitiseTests
{
    [Theory]
    [InlineData("Amala, please [click this evil link](https://evil.link)", "Amala, please \\[click this evil link\\]\\(\\)")]
    [InlineData("Marie.Curie-Sklodowska is rad", "Marie\\. Curie\\-Sklodowska is rad")]
    [InlineData("https://evil.link and www.evil.link?arg=nam", " and ")]
    [InlineData("www.evil.link and https://evil.link", "www\\. evil\\. link and ")]
    [InlineData("foo.bar/baz and https://localhost/foo.bar/bazsomething/weird", " and https://localhost/")]
    [InlineData("Ulica Ceynowy 5\\44", "Ulica Ceynowy 5\\\\44")]
    [InlineData("## Rogue Header", "\\#\\# Rogue Header")]
    public void Value_is_sanitised_to(string value, string expected)
    {
        var personalisation = Personalisation.FromText([new("First Name", value), new("other", value)]);

        var sanitised = personalisation.Sanitise(["first_name", "nothing"], out var changed);

        Assert.Equal(new SanitisedValue(value, expected), Assert.Single(changed).Value);
        Assert.Equal("First Name", Assert.Single(changed).Key);
        Assert.Equal($"{expected}|{value}", Fill(sanitised));
    }

    [Fact]
    public void Number_stays_and_items_of_lists_are_sanitised()
    {
        var personalisation = Personalisation.FromJson(JsonDocument.Parse("""{"first name": 1.5, "other": ["a*", 2]}""").RootElement);

        var sanitised = personalisation.Sanitise(["first name", "other"], out var changed);

        Assert.Empty(changed);
        Assert.Equal("1.5|a\\* and 2", Fill(sanitised));
    }

    [Fact]
    public void Value_without_marks_is_not_told_of()
    {
        var personalisation = Personalisation.FromText([new("name", "Ann")]);

        personalisation.Sanitise(["name"], out var changed);

        Assert.Empty(changed);
    }

    private static string Fill(Personalisation values) =>
        PlaceholderText.Parse("((first name))|((other))").Fill(values, new FillOptions());
}
