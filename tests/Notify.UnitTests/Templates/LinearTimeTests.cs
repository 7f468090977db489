using System.Diagnostics;
using Notify.Core.Templates;
using Notify.Core.Templates.Lint;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

/// <summary>Time grows linearly with length, whatever the text. It is measured at one length and at four times that, so that the
/// speed of the machine does not matter: linear takes 4 times as long, quadratic 16; the bound lies between, since other programs disturb.</summary>
[Collection(nameof(LinearTimeTests))]
[CollectionDefinition(nameof(LinearTimeTests), DisableParallelization = true)]
public sealed class LinearTimeTests
{
    private const int Growth = 4;
    private const int TooMuch = 12;
    private const int Tries = 4;
    private const int Shortest = 500;
    private const int Longest = 2_000_000;

    // What a run takes at the shorter length: long enough for the clock, short enough for so many patterns.
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Thorough = TimeSpan.FromMilliseconds(10);

    // For the longest, on a slow, busy machine: usual is a second, 13 were seen. Anything quadratic takes minutes, however fast its inner loop.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

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
    public void Email_of_an_awkward_pattern_takes_linear_time(string pattern)
    {
        IsLinear(Brief, Render, pattern);
        IsLinear(Brief, body => EmailTemplate.Parse(body, "").Fill(Personalisation.Empty), pattern);
        IsLinear(Brief, body => TemplateLint.Email("", body), pattern);
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
    public void Text_of_an_awkward_pattern_takes_linear_time(string pattern)
    {
        IsLinear(Brief, body => SmsTemplate.Parse(body).Render(Personalisation.Empty, "Service", SmsEncodingRules.Original), pattern);
        IsLinear(Brief, body => SmsTemplate.Parse(body).PreviewHtml(Personalisation.Empty, "Service", SmsEncodingRules.Original), pattern);
        IsLinear(Brief, body => TemplateLint.Sms(body, SmsEncodingRules.Original), pattern);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("* a\n  * b\n    * c\n      * d\n        * e\n          * f\n            * g\n")]
    [InlineData("word")]
    [InlineData("((")]
    [InlineData("((a??")]
    [InlineData(">")]
    [InlineData("* \n")]
    [InlineData("![a](")]
    [InlineData("Dear citizen, your licence - number 12 - is 'ready'.\n\n")]
    public void Email_of_a_suspect_takes_linear_time_and_ends_at_two_megabytes(string pattern)
    {
        IsLinear(Thorough, Render, pattern);
        EndsInTime(Render, Repeat(pattern, Longest));
    }

    [Fact]
    public void Distinct_tags_and_keys_that_nothing_closes_take_linear_time()
    {
        IsLinear(Thorough, Render, count => string.Concat(Enumerable.Range(0, count).Select(i => $"<x{i}> ")));
        IsLinear(Thorough, Render, count => string.Concat(Enumerable.Range(0, count).Select(i => $"[{i}]: http://a\n\n[{i}] ")));
        IsLinear(Thorough, Render, count => string.Concat(Enumerable.Range(0, count).Select(i => $"x[^{i}]\n\n[^{i}]: a\n\n")));
    }

    [Fact]
    public void Brackets_nested_deeply_take_linear_time()
    {
        IsLinear(Thorough, Render, depth => new string('[', depth) + "x" + string.Concat(Enumerable.Repeat("](a) ", depth)));
        IsLinear(Thorough, Render, depth => "[k]: http://a\n\n" + new string('[', depth) + "x" + string.Concat(Enumerable.Repeat("] ", depth)) + "[k]");
    }

    private static void Render(string body) => EmailTemplate.Parse("", body).Render(Personalisation.Empty);

    private static string Repeat(string pattern, int length) => string.Concat(Enumerable.Repeat(pattern, (length / pattern.Length) + 1))[..length];

    private static void IsLinear(TimeSpan measurable, Action<string> action, string pattern) =>
        IsLinear(measurable, action, length => Repeat(pattern, length));

    private static void IsLinear(TimeSpan measurable, Action<string> action, Func<int, string> ofLength)
    {
        // What disturbs a short run (other programs, a collection of garbage) matters less in a longer one; quadratic stays so.
        var ratio = Ratio(measurable, action, ofLength);
        for (var again = 1; again < Tries && ratio >= TooMuch; again++)
        {
            GC.Collect();
            measurable *= 5;
            ratio = Ratio(measurable, action, ofLength);
        }

        Assert.True(ratio < TooMuch, $"{Growth} times the length took {ratio:F1} times as long");
    }

    private static double Ratio(TimeSpan measurable, Action<string> action, Func<int, string> ofLength)
    {
        var length = Shortest;
        while (length < Longest / Growth && Took(action, ofLength(length)) < measurable)
        {
            length *= 2;
        }

        var once = Best(action, ofLength(length));
        return Best(action, ofLength(length * Growth), once * TooMuch) / once;
    }

    /// <returns>The shortest of a few runs, or the first that is short enough.</returns>
    private static TimeSpan Best(Action<string> action, string body, TimeSpan enough = default)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Tries && best >= enough; i++)
        {
            var taken = Took(action, body);
            best = taken < best ? taken : best;
        }

        return best;
    }

    private static TimeSpan Took(Action<string> action, string body)
    {
        var started = Stopwatch.GetTimestamp();
        action(body);
        return Stopwatch.GetElapsedTime(started);
    }

    private static void EndsInTime(Action<string> action, string body)
    {
        var taken = Took(action, body);
        Assert.True(taken < Limit, $"took {taken}");
    }
}
