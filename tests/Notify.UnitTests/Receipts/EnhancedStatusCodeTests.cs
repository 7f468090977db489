using Notify.Core.Receipts;

namespace Notify.UnitTests.Receipts;

public sealed class EnhancedStatusCodeTests
{
    [Theory]
    [InlineData("5.1.1 no such user", "5.1.1")]
    [InlineData("#5.1.10 null MX", "5.1.10")]
    [InlineData("smtp; 550-5.7.26 unauthenticated", "5.7.26")]
    [InlineData("450 4.2.1 <a@b.example>: greylisted", "4.2.1")]
    [InlineData("host mx[192.5.1.1] said: 550 5.2.1 disabled", "5.2.1")]
    [InlineData("(5.4.4)", "5.4.4")]
    [InlineData("host mx[192.5.1.1] said: no", null)]
    [InlineData("5.1.1.2 is an address", null)]
    [InlineData("version 15.1.1", null)]
    [InlineData("v5.1.1", null)]
    [InlineData("3.1.1", null)]
    [InlineData("5.1.1000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Code_is_found_among_words_and_addresses_are_none(string? words, string? code) =>
        Assert.Equal(code, EnhancedStatusCode.Find(words)?.ToString());

    [Theory]
    [InlineData("5.1.1", "5.1.1")]
    [InlineData(" 4.4.7 (expired)", "4.4.7")]
    [InlineData("5.0.0", "5.0.0")]
    [InlineData("status 5.1.1", null)]
    public void Field_begins_with_its_code(string field, string? code) =>
        Assert.Equal(code, EnhancedStatusCode.Parse(field)?.ToString());
}
