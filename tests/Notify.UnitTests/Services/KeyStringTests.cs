using Notify.Core;
using Notify.Core.Services;

namespace Notify.UnitTests.Services;

public sealed class KeyStringTests
{
    [Theory]
    [InlineData("My key", "my_key")]
    [InlineData("  Clé   de  production! ", "cle_de_production")]
    [InlineData("live-2027", "live2027")]
    [InlineData("キー", "key")]
    public void Name_is_made_safe(string name, string safe) => Assert.Equal(safe, KeyString.SafeName(name));

    [Fact]
    public void Text_is_read_back()
    {
        var key = new KeyString("my_key", Ids.NewRandom(), Ids.NewRandom());

        Assert.True(KeyString.TryParse($" {key.Reveal()}\n", out var read));
        Assert.Equal(key, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("my_key")]
    [InlineData("my_key-26785a09-ab16-4eb0-8407-a37497a57506")]
    [InlineData("my_key-26785a09-ab16-4eb0-8407-a37497a57506_3d844edf-8d35-48ac-975b-e847b4f122b0")]
    public void Other_text_is_no_key(string? text) => Assert.False(KeyString.TryParse(text, out _));

    [Fact]
    public void Printing_a_key_shows_no_secret()
    {
        var key = new KeyString("my_key", Ids.NewRandom(), Ids.NewRandom());

        Assert.DoesNotContain(key.Secret.ToString(), key.ToString(), StringComparison.Ordinal);
    }
}
