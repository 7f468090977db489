using Notify.Core;
using Notify.Core.Files;

namespace Notify.UnitTests.Files;

public sealed class FileKeyTests
{
    private static readonly Guid Id = Ids.NewRandom();

    [Fact]
    public void Sealed_content_opens_with_its_key_only_and_only_in_its_place()
    {
        var key = FileKey.New();
        var cipher = key.Seal("secret"u8, "files.content", Id);

        Assert.Equal("secret"u8.ToArray(), key.Open(cipher, "files.content", Id));
        Assert.Null(FileKey.New().Open(cipher, "files.content", Id));
        Assert.Null(key.Open(cipher, "files.name", Id));
        Assert.Null(key.Open(cipher, "files.content", Ids.NewRandom()));
        Assert.Null(key.Open([], "files.content", Id));
    }

    [Fact]
    public void Key_survives_its_link_and_no_log()
    {
        var key = FileKey.New();

        Assert.True(FileKey.TryParse(key.ToText(), out var read));
        Assert.Equal(key.HashOf("a@example.com"), read.HashOf("a@example.com"));
        Assert.NotEqual(key.HashOf("a@example.com"), read.HashOf("b@example.com"));
        Assert.NotEqual(key.HashOf("a@example.com"), FileKey.New().HashOf("a@example.com"));
        Assert.DoesNotContain(key.ToText(), $"{key}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAA")]
    public void Text_that_is_no_key_is_refused(string? text) => Assert.False(FileKey.TryParse(text, out _));

    [Fact]
    public void Link_holds_ids_and_key_in_base64url_without_padding()
    {
        var service = Guid.Parse("26785a09-ab16-4eb0-8407-a37497a57506");
        var file = Guid.Parse("ffffffff-ffff-4fff-bfff-ffffffffffff");
        var key = FileKey.New();

        var link = FileLink.To("https://files.example", service, file, key);

        Assert.Equal($"https://files.example/d/JnhaCasWTrCEB6N0l6V1Bg/________T_-__________w?key={key.ToText()}", link);
        Assert.True(FileLink.TryReadId("________T_-__________w", out var read));
        Assert.Equal(file, read);
        Assert.DoesNotContain('=', link.Replace("?key=", "", StringComparison.Ordinal));
        Assert.Equal("https://files.example/services/26785a09-ab16-4eb0-8407-a37497a57506/documents/test-document", FileLink.ToNothing("https://files.example", service));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a57506")]
    [InlineData("JnhaCasWTrCEB6N0l6V1Bg==")]
    [InlineData("JnhaCasWTrCEB6N0l6V1B")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("JnhaCasWTrCEB6N0l6V1B/")]
    public void Text_that_is_no_id_is_refused(string? text) => Assert.False(FileLink.TryReadId(text, out _));
}
