using Notify.Core.Recipients;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Recipients;

public sealed class PhoneNumberTests
{
    private static readonly PhoneRules Rules = Packs.Gb.PhoneRules;

    [Theory]
    [InlineData("07900900123", "447900900123", "07900 900123")]
    [InlineData("+44 (0)7900-900 123", "447900900123", "07900 900123")]
    [InlineData("7900900123", "447900900123", "07900 900123")]
    [InlineData("00447900900123", "447900900123", "07900 900123")]
    [InlineData("0+44(0)7900900123", "447900900123", "07900 900123")]
    [InlineData("07900–900123", "447900900123", "07900 900123")]
    [InlineData("07700900123", "447700900123", "07700 900123")]
    [InlineData("0770090012", "44770090012", "770090012")]
    [InlineData("07012345678", "447012345678", "070 1234 5678")]
    [InlineData("07797292290", "447797292290", "07797 292290")]
    [InlineData("++447700900123", "447700900123", "07700 900123")]
    [InlineData("000007700900123", "447700900123", "07700 900123")]
    [InlineData("\u200b07900111222", "447900111222", "07900 111222")]
    public void TryParse_domestic_number_needs_no_permission(string input, string digits, string forPeople)
    {
        Assert.True(PhoneNumber.TryParse(input, Rules, new PhonePermissions(false, false), out var number, out _));
        Assert.Equal(digits, number.Digits);
        Assert.Equal("+" + digits, number.E164);
        Assert.Equal(forPeople, number.ForPeople(Rules));
    }

    [Theory]
    [InlineData("+33612345678", "33612345678", "33", 2, false)]
    [InlineData("33612345678", "33612345678", "33", 2, false)]
    [InlineData("0033612345678", "33612345678", "33", 2, false)]
    [InlineData("079009001234", "79009001234", "7", 10, false)]
    [InlineData("+37255512345", "37255512345", "372", 2, false)]
    [InlineData("+821012345678", "821012345678", "82", 1, true)]
    [InlineData("+1 416 869 3457", "14168693457", "1", 1, true)]
    [InlineData("+1 664 491 1234", "16644911234", "1664", 6, true)]
    [InlineData("+1 868 291 1234", "18682911234", "1868", 7, false)]
    public void TryParse_international_number_knows_what_it_costs(string input, string digits, string prefix, int multiplier, bool numericSender)
    {
        Assert.True(PhoneNumber.TryParse(input, Rules, new PhonePermissions(true, false), out var number, out _));
        Assert.Equal((digits, prefix, multiplier, numericSender), (number.Digits, number.CountryPrefix, number.RateMultiplier, number.NeedsNumericSender));
        Assert.True(number is { IsInternational: true, IsDomestic: false });
        Assert.False(PhoneNumber.TryParse(input, Rules, new PhonePermissions(false, true), out _, out var fault));
        Assert.Equal(PhoneFault.NotDomesticMobile, fault);
    }

    [Theory]
    [InlineData("07900111222x", "Must not contain letters or symbols")]
    [InlineData("07900.111222", "Must not contain letters or symbols")]
    [InlineData("07700900123 ext 5", "Must not contain letters or symbols")]
    [InlineData("٠٧٩٠٠٩٠٠١٢٣", "Must not contain letters or symbols")]
    [InlineData("", "Not enough digits")]
    [InlineData(null, "Not enough digits")]
    [InlineData("0", "Not enough digits")]
    [InlineData("+", "Not enough digits")]
    [InlineData("1234", "Not enough digits")]
    [InlineData("999", "Not enough digits")]
    [InlineData("112", "Not enough digits")]
    [InlineData("+999", "Not enough digits")]
    [InlineData("+44123", "Not enough digits")]
    [InlineData("+44", "Not enough digits")]
    [InlineData("118118", "Not enough digits")]
    [InlineData("+4479001112223", "Too many digits")]
    [InlineData("07900111222333", "Too many digits")]
    [InlineData("+210123456789", "Too many digits")]
    [InlineData("+999123456789", "Too many digits")]
    [InlineData("08515111111", "Number is not valid – double check the phone number you entered")]
    [InlineData("0790011122", "Number is not valid – double check the phone number you entered")]
    [InlineData("08001111111", "Number is not valid – double check the phone number you entered")]
    [InlineData("07640123456", "Number is not valid – double check the phone number you entered")]
    [InlineData(" ", "Number is not valid – double check the phone number you entered")]
    [InlineData("+9991234567", "Number is not valid – double check the phone number you entered")]
    [InlineData("0770090012345678901234", "Number is not valid – double check the phone number you entered")]
    public void TryParse_fault_has_the_text_of_the_api(string? input, string message)
    {
        Assert.False(PhoneNumber.TryParse(input, Rules, out _, out var given));
        Assert.Equal(message, given);
    }

    [Theory]
    [InlineData("+33612345678", false, false, "BadRequestError: Cannot send to international mobile numbers")]
    [InlineData("+33612345678", true, false, null)]
    [InlineData("02079460000", true, false, "InvalidPhoneError: Not a UK mobile number")]
    [InlineData("02079460000", false, true, null)]
    [InlineData("03001231234", false, false, "InvalidPhoneError: Not a UK mobile number")]
    [InlineData("01534123456", false, false, "InvalidPhoneError: Not a UK mobile number")]
    [InlineData("+1202555012", true, false, "InvalidPhoneError: Not a UK mobile number")]
    [InlineData("07797292290", false, false, null)]
    [InlineData("+33142685300", true, false, null)]
    [InlineData("079001112223", false, false, "BadRequestError: Cannot send to international mobile numbers")]
    public void Refusal_follows_the_permissions(string input, bool international, bool landlines, string? refusal)
    {
        Assert.True(PhoneNumber.TryParse(input, Rules, out var number, out _));

        var error = number.Refusal(Rules, new PhonePermissions(international, landlines));

        Assert.Equal(refusal, error is null ? null : $"{error.Error}: {error.Message}");
    }

    [Fact]
    public void Shared_code_number_is_domestic_to_dial_and_international_to_bill()
    {
        Assert.True(PhoneNumber.TryParse("07797292290", Rules, out var number, out _));

        Assert.True(number is { IsSharedCode: true, IsInternational: true, IsDomestic: true, RateMultiplier: 2, CountryPrefix: "44", Region: "JE" });
    }

    [Fact]
    public void Contact_number_may_have_three_digits_but_not_those_of_an_emergency()
    {
        Assert.True(PhoneNumber.TryParseContact("101", Rules, PhonePermissions.All, out var number, out _));
        Assert.Equal("44101", number.Digits);
        Assert.False(PhoneNumber.TryParseContact("999", Rules, PhonePermissions.All, out _, out var fault));
        Assert.Equal(PhoneFault.EmergencyNumber, fault);
    }

    [Fact]
    public void Number_keeps_what_was_sent_and_prints_nothing_of_itself()
    {
        Assert.True(PhoneNumber.TryParse(" 07900 900123 ", Rules, out var number, out _));

        Assert.Equal("07900 900123", number.AsSent);
        Assert.Equal("[phone number]", $"{number}");
    }

    [Fact]
    public void Leading_zeros_of_a_national_number_are_kept()
    {
        Assert.True(PhoneNumber.TryParse("+390612345678", Rules, out var number, out _));

        Assert.Equal("390612345678", number.Digits);
    }
}
