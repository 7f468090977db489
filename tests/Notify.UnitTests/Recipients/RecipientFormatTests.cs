using Notify.Core.Nations;
using Notify.Core.Recipients;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Recipients;

public sealed class RecipientFormatTests
{
    private static readonly PhoneRules Rules = Packs.Gb.PhoneRules;

    [Theory]
    [InlineData("+44 7900 900123", "447900900123")]
    [InlineData("+33612345678", "33612345678")]
    [InlineData("A@B.com", "a@b.com")]
    [InlineData("UPPER@[127.0.0.1]", "UPPER@[127.0.0.1]")]
    [InlineData("+0123456789", "+0123456789")]
    public void Format_gives_one_spelling(string recipient, string expected) =>
        Assert.Equal(expected, RecipientFormat.Format(recipient, Rules));

    [Fact]
    public void GuestList_compares_by_recipient_not_by_spelling()
    {
        var guests = new GuestList(["+44 7900 900123", "Guest@Example.com"], Rules);

        Assert.True(guests.Allows("07900900123"));
        Assert.True(guests.Allows("guest@example.com"));
        Assert.False(guests.Allows("guest+tag@example.com"));
        Assert.True(new GuestList([], Rules).Allows("anyone"));
    }

    [Theory]
    [InlineData("Golden Main", "golden.main")]
    [InlineData("Café & Bar - No 5", "cafe.bar.no.5")]
    [InlineData("..a..b..", "a.b")]
    [InlineData("ŁÓDŹ ß", "łodz.ß")]
    [InlineData("a_b O'Neil", "ab.oneil")]
    [InlineData("&&", "")]
    public void SenderLocalPart_is_made_from_letters_and_digits(string name, string expected) =>
        Assert.Equal(expected, SenderLocalPart.FromName(name));

    [Fact]
    public void SenderLocalPart_can_be_kept_to_ascii() =>
        Assert.Equal("odz.5", SenderLocalPart.FromName("Łódź 5", LocalPartLetters.Ascii));
}
