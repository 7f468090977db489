using System.Diagnostics;
using Notify.Core.Templates;
using Notify.Core.Templates.Lint;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

/// <summary>Time grows linearly with length, whatever the text: anything quadratic takes minutes at these lengths.</summary>
public sealed class LinearTimeTests
{
    private const int Length = 300_000;
    private const int Longest = 2_000_000;

    // On a slow, busy machine. Some bodies grow a hundredfold in HTML, since every element carries its looks.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("[")]
    [InlineData("](")]
    [InlineData("[a](")]
    [InlineData("[a](b \"")]
    [InlineData("[[a] [a]")]
    [InlineData("[a]: b\n\n")]
    [InlineData("[a\n")]
    [InlineData("[^a]: b\n")]
    [InlineData("[^a] ")]
    [InlineData("[a][b] ")]
    [InlineData("![")]
    [InlineData("[](<")]
    [InlineData("word")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("x \n")]
    [InlineData("\t")]
    [InlineData("* a\n")]
    [InlineData("* ")]
    [InlineData("*")]
    [InlineData("* a\n  * b\n    * c\n      * d\n        * e\n          * f\n            * g\n")]
    [InlineData("* a\n\n")]
    [InlineData("1. ")]
    [InlineData("1")]
    [InlineData("^")]
    [InlineData("^ ^ a\n")]
    [InlineData("^* ")]
    [InlineData("#")]
    [InlineData("# a\n")]
    [InlineData("-")]
    [InlineData("- - \n")]
    [InlineData("a\n-\n")]
    [InlineData("```\n")]
    [InlineData("~~~~\nx\n")]
    [InlineData("`")]
    [InlineData("|a|\n|-|\n")]
    [InlineData("a|b\n")]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("<div>\n\n")]
    [InlineData("<div></div>x\n\n")]
    [InlineData("<a b=\"")]
    [InlineData("<a-b=")]
    [InlineData("<a x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x ")]
    [InlineData("<!--")]
    [InlineData("<a@")]
    [InlineData("</a><a>")]
    [InlineData("&")]
    [InlineData("&amp;")]
    [InlineData("&lt")]
    [InlineData("http://")]
    [InlineData("http://a.")]
    [InlineData("\\")]
    [InlineData("'")]
    [InlineData("\"'")]
    [InlineData("a'")]
    [InlineData(" - ")]
    [InlineData("- ")]
    [InlineData(" .")]
    [InlineData("@")]
    [InlineData("a@b ")]
    [InlineData("gov.uk ")]
    [InlineData("((")]
    [InlineData("((a")]
    [InlineData("((a))")]
    [InlineData("    x\n")]
    [InlineData("\u2028")]
    [InlineData("\r\n")]
    public void Email_of_an_awkward_pattern_renders_in_time(string pattern)
    {
        var body = Repeat(pattern, Length);

        Within(Limit, () => EmailTemplate.Parse("", body).Render(Personalisation.Empty));
        Within(Limit, () => EmailTemplate.Parse(body, "").Fill(Personalisation.Empty));
        Within(Limit, () => TemplateLint.Email("", body));
    }

    [Theory]
    [InlineData("[")]
    [InlineData(" .")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("((a))")]
    [InlineData("((")]
    [InlineData("ế")]
    [InlineData("👍")]
    [InlineData("a.b")]
    [InlineData("a.bc ")]
    [InlineData("a.bc/)")]
    [InlineData("-")]
    public void Text_of_an_awkward_pattern_renders_in_time(string pattern)
    {
        var body = Repeat(pattern, Length);

        Within(Limit, () => SmsTemplate.Parse(body).Render(Personalisation.Empty, "Service", SmsEncodingRules.Original));
        Within(Limit, () => SmsTemplate.Parse(body).PreviewHtml(Personalisation.Empty, "Service", SmsEncodingRules.Original));
        Within(Limit, () => TemplateLint.Sms(body, SmsEncodingRules.Original));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("word")]
    [InlineData("Dear citizen, your licence - number 12 - is 'ready'.\n\n")]
    public void Email_of_two_megabytes_renders_in_time(string pattern)
    {
        var body = Repeat(pattern, Longest);

        Within(Limit, () => EmailTemplate.Parse("", body).Render(Personalisation.Empty));
    }

    [Fact]
    public void Distinct_tags_and_keys_that_nothing_closes_render_in_time()
    {
        var tags = string.Concat(Enumerable.Range(0, 150_000).Select(i => $"<x{i}> "));
        var keys = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"[{i}]: http://a\n\n[{i}] "));
        var notes = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"x[^{i}]\n\n[^{i}]: a\n\n"));

        Within(Limit, () => EmailTemplate.Parse("", tags).Render(Personalisation.Empty));
        Within(Limit, () => EmailTemplate.Parse("", keys).Render(Personalisation.Empty));
        Within(Limit, () => EmailTemplate.Parse("", notes).Render(Personalisation.Empty));
    }

    [Fact]
    public void Brackets_nested_deeply_render_in_time()
    {
        var open = new string('[', 300_000) + "x" + string.Concat(Enumerable.Repeat("](a) ", 300_000));
        var keys = "[k]: http://a\n\n" + new string('[', 300_000) + "x" + string.Concat(Enumerable.Repeat("] ", 300_000)) + "[k]";

        Within(Limit, () => EmailTemplate.Parse("", open).Render(Personalisation.Empty));
        Within(Limit, () => EmailTemplate.Parse("", keys).Render(Personalisation.Empty));
    }

    private static string Repeat(string pattern, int length) => string.Concat(Enumerable.Repeat(pattern, (length / pattern.Length) + 1))[..length];

    private static void Within(TimeSpan limit, Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        var taken = Stopwatch.GetElapsedTime(started);
        Assert.True(taken < limit, $"took {taken}");
    }
}
