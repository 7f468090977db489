using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

public sealed class SmsTests
{
    [Theory]
    [InlineData("Hi ((name))", """{"name": "Zoë"}""", "Test service", "Test service: Hi Zoë", 6, 1, SmsEncoding.Ucs2)]
    [InlineData("it’s “q” – … ñ ã ł ß ž", "{}", null, "it's \"q\" - ... ñ a l ß z", 24, 1, SmsEncoding.Gsm7)]
    [InlineData("a , b .\n\n\n\nc \t d<x>", "{}", null, "a, b.\n\nc d<x>", 13, 1, SmsEncoding.Gsm7)]
    [InlineData("a\u200Bb\u00A0c\u2028d\u000Be", "{}", null, "ab c\nd\ne", 8, 1, SmsEncoding.Gsm7)]
    [InlineData("👍🏽 ❤️ 한국 • ½ `", "{}", null, "?? ?? ?? ? ? ?", 14, 1, SmsEncoding.Gsm7)]
    [InlineData("Ŵyl ŷd", "{}", null, "Ŵyl ŷd", 6, 1, SmsEncoding.Ucs2)]
    [InlineData("Hi ((l))", """{"l": ["a", "b", "c"]}""", null, "Hi a, b and c", 13, 1, SmsEncoding.Gsm7)]
    [InlineData("((x))", """{"x": ""}""", "Svc", "Svc:", 0, 1, SmsEncoding.Gsm7)]
    [InlineData("foo ((x)) bar", "{}", null, "foo  bar", 8, 1, SmsEncoding.Gsm7)]
    [InlineData("foo ((x)) bar", """{"y": 1}""", null, "foo ((x)) bar", 13, 1, SmsEncoding.Gsm7)]
    [InlineData("& < &amp;", "{}", null, "& < &amp;", 9, 1, SmsEncoding.Gsm7)]
    [InlineData("hi", "{}", "  Svc ", "Svc: hi", 0, 1, SmsEncoding.Gsm7)]
    [InlineData("x", "{}", "Gwasanaeth Ŵ", "Gwasanaeth Ŵ: x", 1, 1, SmsEncoding.Ucs2)]
    public void Text_is_rendered_as_the_original(string body, string values, string? prefix, string text, int characters, int fragments, SmsEncoding encoding)
    {
        var rendered = SmsTemplate.Parse(body).Render(Values(values), prefix, SmsEncodingRules.Original);

        Assert.Equal((text, characters, fragments, encoding), (rendered.Text, rendered.CharacterCount, rendered.Fragments, rendered.Encoding));
    }

    [Theory]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    [InlineData("ŵ", 70, 1)]
    [InlineData("ŵ", 71, 2)]
    [InlineData("ŵ", 135, 3)]
    [InlineData("ế", 160, 3)]
    [InlineData("a", 918, 6)]
    [InlineData("a", 919, 7)]
    public void Fragments_are_counted_by_what_is_sent(string character, int count, int fragments)
    {
        var rendered = SmsTemplate.Parse(string.Concat(Enumerable.Repeat(character, count))).Render(Personalisation.Empty, null, SmsEncodingRules.Original);

        Assert.Equal(fragments, rendered.Fragments);
        Assert.Equal(count > 918, rendered.IsTooLong);
    }

    [Fact]
    public void Content_leaves_the_service_name_out()
    {
        var rendered = SmsTemplate.Parse(" .5 ((a))").Render(Values("""{"a": "x"}"""), "Svc", SmsEncodingRules.Original);

        Assert.Equal(("Svc:.5 x", ".5 x"), (rendered.Text, rendered.Content));
    }

    [Theory]
    [InlineData("שלום ’x’", "שלום 'x'", SmsEncoding.Ucs2)]
    [InlineData("귀하 – 👍", "귀하 - 👍", SmsEncoding.Ucs2)]
    [InlineData("õ ž š", "õ ž š", SmsEncoding.Ucs2)]
    [InlineData("“plain” … –", "\"plain\" ... -", SmsEncoding.Gsm7)]
    public void Keep_sends_letters_as_they_are_and_makes_marks_plain(string body, string text, SmsEncoding encoding)
    {
        var rendered = SmsTemplate.Parse(body).Render(Personalisation.Empty, null, SmsEncodingRules.Keep());

        Assert.Equal((text, encoding), (rendered.Text, rendered.Encoding));
        Assert.Empty(rendered.ReplacedCharacters);
    }

    [Fact]
    public void Rendering_tells_which_characters_force_ucs2_and_what_they_cost()
    {
        var rendered = SmsTemplate.Parse(new string('a', 100) + "ŷŵŷ").Render(Personalisation.Empty, null, SmsEncodingRules.Original);

        Assert.Equal(["ŵ", "ŷ"], rendered.Ucs2Characters);
        Assert.Equal((2, 1), (rendered.Fragments, rendered.FragmentsInGsm));
    }

    private static Personalisation Values(string json) => Personalisation.FromJson(JsonDocument.Parse(json).RootElement);
}
