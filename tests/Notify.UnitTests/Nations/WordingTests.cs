using Notify.Core.Nations;

namespace Notify.UnitTests.Nations;

public sealed class WordingTests
{
    [Fact]
    public void Text_nearer_language_wins_and_English_fills_the_rest()
    {
        Assert.Contains("UK", Packs.Gb.Wording.Text("en-GB", "recipients.phone.not_domestic"), StringComparison.Ordinal);
        Assert.Equal("Missing", Packs.Gb.Wording.Text("cy", "recipients.missing"));
        Assert.Equal("no.such.key", Packs.Gb.Wording.Text("en-GB", "no.such.key"));
    }

    [Theory]
    [InlineData("en-GB", 1, "one")]
    [InlineData("en-GB", 0, "other")]
    [InlineData("fr-CA", 0, "one")]
    [InlineData("cy", 6, "many")]
    [InlineData("ru", 22, "few")]
    [InlineData("ru", 11, "many")]
    [InlineData("ar-IL", 100, "other")]
    [InlineData("ar-IL", 103, "few")]
    [InlineData("he-IL", 2, "two")]
    [InlineData("ko-KR", 1, "other")]
    [InlineData("es-UY", 1000000, "many")]
    public void PluralRules_follow_the_language(string language, long count, string category) =>
        Assert.Equal(category, PluralRules.Category(language, count));
}
