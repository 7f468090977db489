using Notify.Core.Recipients;

namespace Notify.UnitTests.Recipients;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("first.last@example.com", "first.last@example.com")]
    [InlineData(" First.LAST@Example.COM ", "first.last@example.com")]
    [InlineData("o'neil+tag@dept.gov.uk", "o'neil+tag@dept.gov.uk")]
    [InlineData(".a@example.com", ".a@example.com")]
    [InlineData("a@x--y.com", "a@x--y.com")]
    [InlineData("a@例え.テスト", "a@例え.テスト")]
    [InlineData("a@ü.com", "a@ü.com")]
    [InlineData("a\u200b@exam\u00a0ple.com", "a@example.com")]
    [InlineData("a@İ.com", "a@i\u0307.com")]
    public void TryParse_valid_address_gives_its_normalised_form(string input, string normalised)
    {
        Assert.True(EmailAddress.TryParse(input, out var address, out var message));
        Assert.Null(message);
        Assert.Equal(normalised, address.Normalised);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a..b@example.com")]
    [InlineData("a@localhost")]
    [InlineData("a@example.c")]
    [InlineData("a@exa_mple.com")]
    [InlineData("a@x---y.com")]
    [InlineData("ü@example.com")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@example.com.")]
    [InlineData("a@example.com,")]
    [InlineData("<a@example.com>")]
    [InlineData("\"a\"@example.com")]
    [InlineData("a;b@example.com")]
    [InlineData("a@b@c.com")]
    [InlineData("a@-b.com")]
    [InlineData("a@xn--.com")]
    [InlineData("a@exa mple.com")]
    public void TryParse_anything_else_is_refused_with_the_one_message(string? input)
    {
        Assert.False(EmailAddress.TryParse(input, out var address, out var message));
        Assert.Null(address);
        Assert.Equal("Not a valid email address", message);
    }

    [Fact]
    public void Address_keeps_case_for_the_answer_and_encodes_its_host_for_smtp()
    {
        Assert.True(EmailAddress.TryParse(" Zoe@Bücher.example ", out var address, out _));

        Assert.Equal("Zoe@Bücher.example", address.Value);
        Assert.Equal("Zoe@xn--bcher-kva.example", address.AsciiAddress);
    }

    [Fact]
    public void Address_prints_nothing_of_itself()
    {
        Assert.True(EmailAddress.TryParse("a@example.com", out var address, out _));

        Assert.Equal("[email address]", $"{address}");
    }

    [Fact]
    public void TryParse_length_limit_is_320_characters()
    {
        var host = string.Join('.', Enumerable.Repeat(new string('h', 60), 4)) + ".com";

        Assert.True(EmailAddress.TryParse(new string('a', 319 - host.Length) + "@" + host, out _, out _));
        Assert.False(EmailAddress.TryParse(new string('a', 320 - host.Length) + "@" + host, out _, out _));
    }
}
