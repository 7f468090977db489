using System.Text.Json;
using System.Text.RegularExpressions;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;

namespace Notify.UnitTests.Templates;

public sealed partial class SmsPreviewTests
{
    [Theory]
    [InlineData("See gov.uk, (https://e.com/a?b=1&c=2).", "See <a href=\"http://gov.uk\">gov.uk</a>, (<a href=\"https://e.com/a?b=1&amp;c=2\">https://e.com/a?b=1&amp;c=2</a>).")]
    [InlineData("a.b o.neil@example.gov.uk x.y1", "a.b o.neil@example.gov.uk x.y1")]
    [InlineData("HTTPS://EXAMPLE.COM", "<a href=\"HTTPS://EXAMPLE.COM\">HTTPS://EXAMPLE.COM</a>")]
    [InlineData("https://e.com/(x) (https://e.com/x)", "<a href=\"https://e.com/%28x%29\">https://e.com/(x)</a> (<a href=\"https://e.com/x\">https://e.com/x</a>)")]
    [InlineData("<b>\n((gap)) ((name))", "&lt;b&gt;<br><span class='placeholder'>&#40;&#40;gap&#41;&#41;</span> Ann")]
    public void Preview_is(string body, string expected)
    {
        var html = SmsTemplate.Parse(body).PreviewHtml(Values(), null, SmsEncodingRules.Original);

        Assert.Equal(expected, LinkClass().Replace(html, ""));
    }

    [Fact]
    public void Preview_escapes_the_service_name() =>
        Assert.Equal("&lt;i&gt;: hi", SmsTemplate.Parse("hi").PreviewHtml(Values(), "<i>", SmsEncodingRules.Original));

    [Fact]
    public void Body_preview_hides_gaps_and_keeps_line_ends() =>
        Assert.Equal("gov.uk\n<span class='placeholder-redacted'>hidden</span>", SmsTemplate.Parse("gov.uk\n((gap))").PreviewBodyHtml(Values(), SmsEncodingRules.Original));

    private static Personalisation Values() => Personalisation.FromJson(JsonDocument.Parse("""{"name": "Ann"}""").RootElement);

    [GeneratedRegex("class=\"[^\"]*\" ")]
    private static partial Regex LinkClass();
}
