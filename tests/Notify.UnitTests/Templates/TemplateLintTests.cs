using Notify.Core.Templates;
using Notify.Core.Templates.Lint;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

public sealed class TemplateLintTests
{
    [Theory]
    [InlineData("See [the page]((link)) now", "placeholder-is-no-link", "[the page]((link))")]
    [InlineData("Hi ((a??see (below)))", "brackets-in-conditional", "((a??see (")]
    [InlineData("2.5 million people", "accidental-list", "2.5 million people")]
    [InlineData("Cold:\n\n-5 degrees", "accidental-list", "-5 degrees")]
    [InlineData("**bold** start", "accidental-list", "**bold** start")]
    [InlineData("* one\n*two", "accidental-list", "*two")]
    [InlineData("Yours\n---\nMe", "accidental-heading", "Yours")]
    [InlineData("|a|b|\n|-|-|\n|1|2|\n\nx", "table", "|a|b|\n|-|-|\n|1|2|\n")]
    [InlineData("a | b\n- | -\n1 | 2\n", "table", "a | b\n- | -\n1 | 2\n")]
    [InlineData("See ![alt](https://x.gov/a.png)", "image", "![alt]")]
    [InlineData("Go to http://example.gov/a.", "insecure-link", "http://example.gov/a.")]
    [InlineData("((first name)) ((First_Name))", "placeholder-spelling", "((First_Name))")]
    public void Email_with_a_trap_is_warned_of(string body, string code, string piece)
    {
        var advice = Assert.Single(TemplateLint.Email("Subject", body));

        Assert.Equal(code, advice.Code);
        Assert.Equal(piece, body.Substring(advice.Start, advice.Length));
        Assert.DoesNotContain("{0}", advice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dear ((name)),\n\n# Heading\n\n* one\n* two\n\n1. first\n2. second\n\n---\n\n^quote\n\n[a](((link))) https://example.gov ((a??yes))")]
    [InlineData("Intro:\n*one\n-5 degrees\n2.5 million")]
    [InlineData("")]
    public void Email_without_traps_is_not(string body) => Assert.Empty(TemplateLint.Email("((name))", body));

    [Fact]
    public void Sentence_of_more_than_forty_words_is_warned_of()
    {
        var body = "Short one. " + string.Join(' ', Enumerable.Repeat("word", 41)) + ". Short one.";

        var advice = Assert.Single(TemplateLint.Email("", body));

        Assert.Equal(("long-sentence", 11), (advice.Code, advice.Start));
        Assert.Contains("41 words", advice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_comes_in_the_order_of_the_text_and_names_the_part()
    {
        var advice = TemplateLint.Email("((a??x (y)))", "-5\n\nhttp://x.gov ((A_)) ((a))");

        Assert.Equal(
            [("brackets-in-conditional", TemplatePart.Subject), ("accidental-list", TemplatePart.Body), ("insecure-link", TemplatePart.Body), ("placeholder-spelling", TemplatePart.Body)],
            advice.Select(one => (one.Code, one.Part)));
    }

    [Fact]
    public void Character_that_costs_a_fragment_is_warned_of_with_its_price()
    {
        var body = new string('a', 80) + " ŷ ((ŵ)) ŷ";

        var advice = Assert.Single(TemplateLint.Sms(body, SmsEncodingRules.Original));

        Assert.Equal(("dear-character", 81, 1), (advice.Code, advice.Start, advice.Length));
        Assert.Contains("2 fragments instead of 1", advice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_are_lost_are_warned_of_once_each()
    {
        var advice = TemplateLint.Sms("한 👍 한 ` ((국))", SmsEncodingRules.Original);

        Assert.Equal([("lost-character", 0, 1), ("lost-character", 2, 2), ("lost-character", 7, 1)], advice.Select(one => (one.Code, one.Start, one.Length)));
        Assert.Empty(TemplateLint.Sms("한 👍 한", SmsEncodingRules.Keep()));
    }

    [Fact]
    public void Messages_follow_the_wording_and_fall_back_to_english()
    {
        var wording = TemplateWording.Parse("""{"advice": {"insecure-link": "Usa https: {0}"}}""");

        var advice = TemplateLint.Email("", "http://a.gov\n\n-5", wording);

        Assert.Equal("Usa https: http://a.gov", advice[0].Message);
        Assert.StartsWith("‘-5’ becomes a list", advice[1].Message, StringComparison.Ordinal);
    }
}
