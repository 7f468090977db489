using System.Text;
using Notify.Core;
using Notify.Core.Secrets;

namespace Notify.UnitTests.Secrets;

public sealed class KeyRingTests
{
    private static readonly KeyRing.Place Here = new("api_keys.secret", Ids.NewRandom());

    [Fact]
    public void What_was_encrypted_opens_again() => Assert.Equal("secret", Open(Ring("a"), Ring("a").Encrypt("secret"u8, Here), Here));

    [Fact]
    public void Nothing_at_all_can_be_encrypted() => Assert.Equal("", Open(Ring("a"), Ring("a").Encrypt([], Here), Here));

    [Fact]
    public void Old_keys_still_open_after_the_writing_key_changed()
    {
        var old = Ring("a").Encrypt("secret"u8, Here);
        var ring = new KeyRing([Key("a"), Key("b")], "b");

        Assert.Equal("secret", Open(ring, old, Here));
        Assert.Equal("b", KeyRing.KeyIdOf(ring.Encrypt("secret"u8, Here)));
    }

    [Fact]
    public void Same_text_encrypted_twice_differs() =>
        Assert.NotEqual(Ring("a").Encrypt("secret"u8, Here), Ring("a").Encrypt("secret"u8, Here));

    [Fact]
    public void Ciphertext_moved_to_another_row_does_not_open() =>
        Assert.Throws<UndecipherableException>(() => Ring("a").Decrypt(Ring("a").Encrypt("secret"u8, Here), Here with { Row = Ids.NewRandom() }));

    [Fact]
    public void Ciphertext_moved_to_another_column_does_not_open() =>
        Assert.Throws<UndecipherableException>(() => Ring("a").Decrypt(Ring("a").Encrypt("secret"u8, Here), Here with { Column = "other.secret" }));

    [Fact]
    public void Altered_ciphertext_does_not_open()
    {
        var cipher = Ring("a").Encrypt("secret"u8, Here);
        cipher[^1] ^= 1;

        Assert.Throws<UndecipherableException>(() => Ring("a").Decrypt(cipher, Here));
    }

    [Fact]
    public void Unknown_key_is_named()
    {
        var problem = Assert.Throws<UndecipherableException>(() => Ring("b").Decrypt(Ring("a").Encrypt("secret"u8, Here), Here));

        Assert.Contains("'a'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("\u0001\u0001a")]
    [InlineData("plain text that was never encrypted")]
    public void What_is_no_ciphertext_is_refused(string text) =>
        Assert.Throws<UndecipherableException>(() => Ring("a").Decrypt(Encoding.UTF8.GetBytes(text), Here));

    [Fact]
    public void Writing_key_must_be_in_the_ring() => Assert.Throws<ArgumentException>(() => new KeyRing([Key("a")], "b"));

    [Fact]
    public void Key_has_32_bytes() => Assert.Throws<ArgumentException>(() => new EncryptionKey("a", new byte[16]));

    private static string Open(KeyRing ring, byte[] cipher, KeyRing.Place place) => Encoding.UTF8.GetString(ring.Decrypt(cipher, place));

    private static KeyRing Ring(string id) => new([Key(id)], id);

    private static EncryptionKey Key(string id) => new(id, Enumerable.Repeat((byte)id[0], EncryptionKey.Size).ToArray());
}
