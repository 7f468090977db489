using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Notify.Core.Templates;
using Notify.Core.Templates.Lint;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

/// <summary>What holds for every text whatever.</summary>
[Properties(Arbitrary = [typeof(RenderingProperties)], MaxTest = 500)]
public sealed partial class RenderingProperties
{
    // Pieces that mean something to some step, so that random texts meet its rules often.
    private static readonly string[] Pieces =
    [
        "((a))", "((b??yes))", "((", "))", "??", "[", "]", "](", "(", ")", "!", "https://e.com/", "http://", "mailto:x@y.z", "\n", "\n\n", "* ", "- ", "1. ", "• ",
        "^", "# ", "---", "===", "```", "~~~", "|", "|-|", "    ", "\t", "<", ">", "<b>", "</b>", "<!--", "-->", "<a href=\"", "&", "&lt;", "&#39;", "&copy", ";", "'", "\"",
        "\\", "@", ".", ",", " ", " - ", "\u2014", "word", "x", "s", "80s", "GOV.UK", "\u00A0", "\u200B", "\u2028", "\u3164", "\0", "\uD800", "\uFDD0", "\uFDE2", "👍", "한", "ế", "Ŵ", "€", "İ", "Σ",
        "[^1]", "[^1]: note", "[k]: https://e.com \"t\"", "[k]", " \"title\"", "onclick=\"x\"", "\r\n", "\u2424",
    ];

    public static Arbitrary<string> Texts() =>
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();

    [Property]
    public bool Email_renders_the_same_twice_and_always(string subject, string body, string value)
    {
        var template = EmailTemplate.Parse(subject, body);
        var values = Values(value);

        return template.Render(values, "https://e.com") == template.Render(values, "https://e.com");
    }

    [Property]
    public bool No_placeholder_survives_complete_data(string body)
    {
        var template = PlaceholderText.Parse(body);
        var values = Personalisation.FromText(template.Placeholders.Select(placeholder => KeyValuePair.Create(placeholder.Name, (string?)"no")));

        return PlaceholderText.Parse(template.Fill(values, new FillOptions())).Placeholders.All(left => !template.Placeholders.Contains(left));
    }

    [Property]
    public bool Value_cannot_open_a_tag_or_an_attribute(string value)
    {
        var html = EmailTemplate.Parse("", "before ((a)) after").Render(Values(value)).HtmlBody;

        return OwnTags().Replace(html, "").IndexOfAny(['<', '>']) < 0;
    }

    [Property]
    public bool Text_message_fits_its_alphabet(string body, string value)
    {
        var rendered = SmsTemplate.Parse(body).Render(Values(value), "Service", SmsEncodingRules.Original);

        return rendered.Text.All(c => GsmAlphabet.Basic.Contains(c) || GsmAlphabet.Extension.Contains(c) || SmsEncodingRules.WelshLetters.Contains(c))
            && rendered.Fragments >= 1
            && rendered.FragmentsInGsm <= rendered.Fragments;
    }

    [Property]
    public bool Fragments_never_fall_when_text_is_added(string text, string more)
    {
        var rules = SmsEncodingRules.Original;
        var downgraded = SmsDowngrade.Apply(text, rules);

        return SmsFragments.Count(downgraded, rules) <= SmsFragments.Count(downgraded + SmsDowngrade.Apply(more, rules), rules);
    }

    [Property]
    public bool Stored_personalisation_fills_the_same(string name, string value)
    {
        var before = Personalisation.FromText([KeyValuePair.Create("a", (string?)value), KeyValuePair.Create(Mended(name), (string?)name)]);
        var template = PlaceholderText.Parse($"((a)) (({name}))");

        return template.Fill(before, new FillOptions()) == template.Fill(Personalisation.FromJson(before.ToJson()), new FillOptions());
    }

    [Property]
    public bool Lint_answers_any_text_with_places_inside_it(string subject, string body) =>
        TemplateLint.Email(subject, body).Concat(TemplateLint.Sms(body, SmsEncodingRules.Original))
            .All(advice => advice.Start >= 0 && advice.Length > 0 && advice.Start + advice.Length <= (advice.Part == TemplatePart.Subject ? subject : body).Length);

    [Property]
    public bool Keys_are_stable(string name) => PlaceholderKey.From(PlaceholderKey.From(name)) == PlaceholderKey.From(name);

    private static Personalisation Values(string value) =>
        Personalisation.FromText([KeyValuePair.Create("a", (string?)value), KeyValuePair.Create("b", (string?)"yes")]);

    private static string Mended(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    // The elements that the markup itself writes, with nothing in them but their looks and an encoded address or title.
    [GeneratedRegex("""</?(p|h2|h3|ul|ol|li|table|tr|td|div|blockquote|hr|br)( role="presentation")?( style="[^"<>]*")?>|<a style="[^"<>]*" href="[^"<>]*"( title="[^"<>]*")?>|</a>""")]
    private static partial Regex OwnTags();
}
