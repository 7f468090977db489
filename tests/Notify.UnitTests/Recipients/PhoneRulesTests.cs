using System.Text.RegularExpressions;
using Notify.Core.Nations;
using Notify.Core.Recipients;
using Notify.UnitTests.Nations;
using PhoneNumbers;
using PhoneNumber = Notify.Core.Recipients.PhoneNumber;

namespace Notify.UnitTests.Recipients;

/// <summary>The rules are data: other nations' hold without a line of code.</summary>
public sealed class PhoneRulesTests
{
    [Theory]
    [InlineData("EE", "5123 4567", "37251234567")]
    [InlineData("EE", "501 2345", "3725012345")]
    [InlineData("IL", "050-234-5678", "972502345678")]
    [InlineData("IL", "502345678", "972502345678")]
    [InlineData("KR", "1020000000", "821020000000")]
    [InlineData("DK", "34 41 23 45", "4534412345")]
    [InlineData("NZ", "021 123 4567", "64211234567")]
    [InlineData("PT", "912 345 678", "351912345678")]
    [InlineData("UY", "094 231 234", "59894231234")]
    [InlineData("CA", "(506) 234-5678", "15062345678")]
    [InlineData("MX", "222 123 4567", "522221234567")]
    public void Domestic_mobile_needs_no_permission(string region, string input, string digits)
    {
        Assert.True(PhoneNumber.TryParse(input, Rules(region), new PhonePermissions(false, false), out var number, out _));
        Assert.Equal(digits, number.Digits);
        Assert.True(number is { IsInternational: false, RateMultiplier: 1, IsSharedCode: false });
    }

    [Theory]
    [InlineData("CA", "+1 202 555 0123")]
    [InlineData("EE", "+44 7400 123456")]
    [InlineData("IL", "+970 599 123 456")]
    public void Number_of_another_country_needs_the_permission_even_with_the_same_code(string region, string input)
    {
        var rules = Rules(region);

        Assert.True(PhoneNumber.TryParse(input, rules, out var number, out _));
        Assert.True(number is { IsInternational: true, IsDomestic: false });
        Assert.Equal("Cannot send to international mobile numbers", number.Refusal(rules, new PhonePermissions(false, true))!.Message);
    }

    [Theory]
    [InlineData("+52 1 55 1234 5678")]
    [InlineData("045 55 1234 5678")]
    [InlineData("5215512345678")]
    public void Rewrites_mend_outdated_spellings(string input)
    {
        var rules = Rules("MX", settings => settings with
        {
            Rewrites = [new(@"^\+?521(?<n>\d{10})$", "+52${n}"), new(@"^(044|045|01)(?<n>\d{10})$", "+52${n}")],
        });

        Assert.True(PhoneNumber.TryParse(input, rules, new PhonePermissions(false, false), out var number, out _));
        Assert.Equal("525512345678", number.Digits);
        Assert.False(PhoneNumber.TryParse(input, Rules("MX"), new PhonePermissions(false, false), out _, out _));
    }

    [Theory]
    [InlineData(LandlinePolicy.Allow, true, true)]
    [InlineData(LandlinePolicy.Permission, false, true)]
    [InlineData(LandlinePolicy.Refuse, false, false)]
    public void Landlines_follow_the_nations_policy(LandlinePolicy policy, bool without, bool with)
    {
        var rules = Rules("EE", settings => settings with { Landlines = policy, Accept = [.. settings.Accept, PhoneNumberType.FIXED_LINE] });

        Assert.Equal(without, PhoneNumber.TryParse("321 2345", rules, new PhonePermissions(false, false), out _, out _));
        Assert.Equal(with, PhoneNumber.TryParse("321 2345", rules, new PhonePermissions(false, true), out _, out _));
    }

    [Fact]
    public void Country_without_a_price_cannot_be_sent_to()
    {
        var rules = new PhoneRules(Settings("EE"), new InternationalRates([new("372", 1, AlphaSenders.Yes, true)]));

        Assert.False(PhoneNumber.TryParse("+447400123456", rules, out _, out var message));
        Assert.Equal("Not a valid country prefix", message);
    }

    [Fact]
    public void Region_without_a_numbering_plan_is_refused_at_the_start() =>
        Assert.Throws<ArgumentException>(() => Rules("XX"));

    [Fact]
    public void Code_names_no_country()
    {
        var named = Directory.EnumerateFiles(Path.Combine(Packs.Folder, "..", "..", "src", "Notify.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains("Recipients", StringComparison.Ordinal) || file.Contains("Nations", StringComparison.Ordinal))
            .Where(file => Regex.IsMatch(File.ReadAllText(file), "\"(GB|CA|DK|EE|IL|MX|NZ|PT|KR|UY|gb|ee)\"|UK mobile"));

        Assert.Empty(named);
    }

    private static PhoneRules Rules(string region, Func<PhoneSettings, PhoneSettings>? change = null)
    {
        var settings = Settings(region);
        return new PhoneRules(change?.Invoke(settings) ?? settings, Packs.Gb.PhoneRules.Rates);
    }

    private static PhoneSettings Settings(string region) => new() { Regions = [region], Examples = new PhoneExamples("", "") };
}
