using Notify.Core.Nations;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;
using Notify.UnitTests.Nations;
using SmsDowngrade = Notify.Core.Templates.Sms.SmsDowngrade;

namespace Notify.UnitTests.Templates;

/// <summary>The settings of nations, and how a text of theirs is written by them.</summary>
public sealed class SmsEncodingRulesTests
{
    private static readonly SmsSettings Settings = Packs.Gb.Sms with { Keep = new SmsKeep(), NationalTables = [], MaxCharacters = null };

    [Theory]
    [InlineData("Hang", "안녕하세요, 김님 – ㅋ", "안녕하세요, 김님 - ㅋ")]
    [InlineData("Hebr", "שָׁלוֹם, תור ב־9:30 „כן”", "שָׁלוֹם, תור ב־9:30 \"כן\"")]
    [InlineData("Grek", "Καλημέρα, Ἀθῆναι; ςώΐ", "Καλημέρα, Ἀθῆναι; ςώΐ")]
    [InlineData("Cyrl", "Здравствуйте, Їжак, ўсе", "Здравствуйте, Їжак, ўсе")]
    [InlineData("Cans", "ᐃᓄᒃᑎᑐᑦ ᓄᓇᕗᑦ", "ᐃᓄᒃᑎᑐᑦ ᓄᓇᕗᑦ")]
    [InlineData("Latn", "Õhtu, šokk, žanr, wāhine, ŵ ×", "Õhtu, šokk, žanr, wāhine, ŵ ?")]
    [InlineData("Arab", "مرحبا، موعدك", "مرحبا، موعدك")]
    [InlineData("Ethi", "ሰላም፡ ቀጠሮ።", "ሰላም፡ ቀጠሮ።")]
    [InlineData("Hebr", "שלום 한 ж õ", "שלום ? ? o")]
    public void Strip_keeps_the_scripts_it_names(string script, string text, string sent)
    {
        var rendered = Render(Settings with { Keep = new SmsKeep { Scripts = [script] } }, text);

        Assert.Equal((sent, SmsEncoding.Ucs2), (rendered.Text, rendered.Encoding));
    }

    [Fact]
    public void Strip_keeps_the_letters_it_names()
    {
        var estonia = Settings with { Keep = new SmsKeep { Letters = "õÕšŠžŽ", Scripts = ["Cyrl"] } };

        Assert.Equal("tõde, Žanna, Анна, a, ?", Render(estonia, "tõde, Žanna, Анна, ā, 한").Text);
    }

    [Theory]
    [InlineData(DowngradePolicy.Keep)]
    [InlineData(DowngradePolicy.Ask)]
    public void Keep_and_ask_lose_nothing(DowngradePolicy policy)
    {
        var rendered = Render(Settings with { Downgrade = new Core.Nations.SmsDowngrade { Policy = policy } }, "tõde 한국 שלום 👍");

        Assert.Equal("tõde 한국 שלום 👍", rendered.Text);
        Assert.Empty(rendered.ReplacedCharacters);
    }

    [Theory]
    [InlineData("tr", true, true, "ş", 152, 1)]
    [InlineData("tr", true, true, "ş", 153, 2)]
    [InlineData("tr", false, true, "ş", 155, 1)]
    [InlineData("tr", true, false, "ş", 77, 1)]
    [InlineData("tr", true, false, "ş", 78, 2)]
    [InlineData("es", true, false, "á", 77, 1)]
    [InlineData("es", true, false, "á", 78, 2)]
    [InlineData("pt", true, true, "ã", 152, 1)]
    [InlineData("pt", true, true, "ã", 153, 2)]
    [InlineData("pt", true, false, "õ", 77, 1)]
    public void National_tables_spare_ucs2(string language, bool singleShift, bool lockingShift, string letter, int count, int fragments)
    {
        var tables = Settings with { NationalTables = [new SmsNationalTable(language, singleShift, lockingShift)] };
        var text = new string(letter[0], count);

        foreach (var policy in new[] { DowngradePolicy.Strip, DowngradePolicy.Keep })
        {
            var rendered = Render(tables with { Downgrade = new Core.Nations.SmsDowngrade { Policy = policy } }, text);
            Assert.Equal((text, fragments, SmsEncoding.Gsm7Shifted), (rendered.Text, rendered.Fragments, rendered.Encoding));
        }
    }

    [Theory]
    [InlineData("Işık söndü, çoğu şey İstanbul'da ğ", SmsEncoding.Gsm7Shifted)]
    [InlineData("Su cita es mañana a las 9, Óscar: ¿sí?", SmsEncoding.Gsm7Shifted)]
    [InlineData("Avó, avô, amanhã às dez, São João", SmsEncoding.Gsm7Shifted)]
    [InlineData("ş with ã", SmsEncoding.Ucs2)]
    public void Of_several_tables_the_one_that_has_all_letters_is_used(string text, SmsEncoding encoding)
    {
        var rules = Settings with { NationalTables = [new("tr", true, true), new("es", true, false), new("pt", true, true)] };

        Assert.Equal((text, encoding), (Render(rules, text).Text, Render(rules, text).Encoding));
    }

    [Theory]
    [InlineData("a", 306, 2, 306)]
    [InlineData("한", 134, 2, 134)]
    public void Fragments_are_the_limit_where_characters_are_not(string letter, int count, int fragments, int most)
    {
        var korea = Settings with { MaxFragments = fragments, Keep = new SmsKeep { Scripts = ["Hang"] } };

        Assert.False(Render(korea, new string(letter[0], count)).IsTooLong);
        Assert.True(Render(korea, new string(letter[0], count + 1)).IsTooLong);
        Assert.Equal(most, Render(korea, new string(letter[0], count + 1)).MaxCharacters);
    }

    [Fact]
    public void Characters_are_the_limit_where_the_pack_says_so()
    {
        var rules = Settings with { MaxCharacters = 20, MaxFragments = 1 };

        Assert.Equal((false, 20), (Render(rules, new string('a', 20)).IsTooLong, Render(rules, "a").MaxCharacters));
        Assert.True(Render(rules, new string('a', 21)).IsTooLong);
    }

    [Fact]
    public void Gb_writes_each_character_as_the_original()
    {
        var gb = SmsEncodingRules.For(Packs.Gb.Sms);
        var differing = Enumerable.Range(0, 0x10000).Select(value => (char)value)
            .Where(c => SmsDowngrade.Of(c, gb) != SmsDowngrade.Of(c, SmsEncodingRules.Original));

        Assert.Empty(differing);
        Assert.Equal((918, 6, 0), (gb.MaxCharacters, gb.MaxFragments, gb.Shifts.Count));
        Assert.Equal(918, Packs.Gb.SmsEncoding.MaxCharacters);
    }

    [Fact]
    public void Names_that_are_unknown_are_refused()
    {
        Assert.Throws<FormatException>(() => SmsEncodingRules.For(Settings with { Keep = new SmsKeep { Scripts = ["Klin"] } }));
        Assert.Throws<FormatException>(() => SmsEncodingRules.For(Settings with { NationalTables = [new("xx", true, false)] }));
        Assert.Throws<FormatException>(() => SmsEncodingRules.For(Settings with { NationalTables = [new("es", true, true)] }));
        Assert.Throws<FormatException>(() => SmsEncodingRules.For(Settings with { NationalTables = [new("tr", false, false)] }));
    }

    private static RenderedSms Render(SmsSettings settings, string text) =>
        SmsTemplate.Parse(text).Render(Personalisation.Empty, null, SmsEncodingRules.For(settings));
}
