using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

/// <summary>Faults of the original that are not copied; <c>DEPARTURES.md</c> gives the reasons.</summary>
public sealed class DepartureTests
{
    [Theory]
    [InlineData("[t](https://e.com \"a\" onclick=\"x\")")]
    [InlineData("[t](https://e.com 'a\" onclick=\"x')")]
    [InlineData("[t][k]\n\n[k]: https://e.com \"a\" onclick=\"x\"")]
    public void Title_of_a_link_adds_no_attribute(string body)
    {
        var html = EmailTemplate.Parse("", body).Render(Personalisation.Empty).HtmlBody;

        Assert.Contains("title=\"a&quot; onclick=&quot;x\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Mailto_keeps_its_at_sign() =>
        Assert.Contains("href=\"mailto:a@b.com\"", Render("[t](mailto:a@b.com)").HtmlBody, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://e.com/?a=1&copy=2", "https://e.com/?a=1&copy=2\n")]
    [InlineData("[t](https://e.com/?a=1&copy=2&amp;b=3)", "t: https://e.com/?a=1&copy=2&b=3\n")]
    [InlineData("https://e.com/it's\"x", "https://e.com/it's\"x\n")]
    [InlineData("it's <https://e.com/it's>", "it’s https://e.com/it's\n")]
    public void Address_in_plain_text_stays_as_typed(string body, string expected) => Assert.Equal(expected, Render(body).PlainText);

    [Fact]
    public void Non_characters_that_stand_for_others_are_dropped()
    {
        var typed = Render("a \uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\uFDD5\uFDD6\uFDD7b\n\nhttps://e.com/\uFDD4x");
        var clean = Render("a b\n\nhttps://e.com/x");

        Assert.Equal((clean.PlainText, clean.HtmlBody, clean.Preheader), (typed.PlainText, typed.HtmlBody, typed.Preheader));
    }

    [Fact]
    public void Preheader_is_not_cut_inside_an_entity()
    {
        var preheader = Render(new string('a', 253) + "&&&").Preheader;

        Assert.Equal(new string('a', 253), preheader);
    }

    [Fact]
    public void Preheader_is_cut_after_256_code_points_and_never_inside_one() =>
        Assert.Equal(string.Concat(Enumerable.Repeat("👍", 256)), Render(string.Concat(Enumerable.Repeat("👍", 300))).Preheader);

    [Fact]
    public void Gap_in_plain_text_and_subject_is_shown_as_typed()
    {
        var rendered = EmailTemplate.Parse("((s))", "((a)) ((b??text))").Render(Personalisation.Empty);

        Assert.Equal(("((s))", "((a)) ((b??text))\n", "((a)) ((b??text))"), (rendered.Subject, rendered.PlainText, rendered.Content));
        Assert.Contains("<span class='placeholder'>", rendered.HtmlBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\U0001D15E")]
    [InlineData("\uFA6C")]
    [InlineData("\U0002F800")]
    public void Character_that_the_original_fails_on_becomes_a_question_mark(string character) =>
        Assert.Equal("?", SmsDowngrade.Apply(character, SmsEncodingRules.Original));

    [Fact]
    public void Letter_that_downgrades_to_ucs2_counts_as_such()
    {
        var rendered = SmsTemplate.Parse("ế").Render(Personalisation.Empty, null, SmsEncodingRules.Original);

        Assert.Equal(("ê", SmsEncoding.Ucs2), (rendered.Text, rendered.Encoding));
    }

    private static RenderedEmail Render(string body) => EmailTemplate.Parse("", body).Render(Personalisation.FromJson(JsonDocument.Parse("{}").RootElement), gaps: GapStyle.AsTyped);
}
