using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Email;

namespace Notify.UnitTests.Templates;

public sealed class EmailEnvelopeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Envelopes");
    private static readonly EmailEnvelope Shipped = EmailEnvelope.Load(Folder);

    private static readonly RenderedEmail Email = EmailTemplate.Parse("It's ((a))", "# Hello\n\n((a))\n\n* one").Render(
        Personalisation.FromJson(JsonDocument.Parse("""{"a": "<b> & {{ 1 + 1 }}"}""").RootElement));

    [Fact]
    public void Page_has_language_direction_subject_preheader_and_body()
    {
        var page = Shipped.Render(Email, new EnvelopeModel("he", TextDirection.RightToLeft));

        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"he\" dir=\"rtl\">", page, StringComparison.Ordinal);
        Assert.Contains("<title>It’s &lt;b&gt; &amp; {{ 1 + 1 }}</title>", page, StringComparison.Ordinal);
        Assert.Contains("Hello &lt;b&gt; &amp; {{ 1 + 1 }} • one…</span>", page, StringComparison.Ordinal);
        Assert.Contains(Email.HtmlBody, page, StringComparison.Ordinal);
        Assert.Contains("text-align: right", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_without_branding_asks_for_nothing_from_elsewhere()
    {
        var page = Shipped.Render(EmailTemplate.Parse("", "x").Render(Personalisation.Empty), new EnvelopeModel("en"));

        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_text_is_the_message_alone() =>
        Assert.Equal(Email.PlainText, Shipped.RenderPlainText(Email, new EnvelopeModel("en")));

    [Theory]
    [InlineData(BrandStyle.Banner, BrandPosition.Start, TextDirection.LeftToRight, "align=\"left\" bgcolor=\"#005EA5\"")]
    [InlineData(BrandStyle.Banner, BrandPosition.End, TextDirection.RightToLeft, "align=\"left\" bgcolor=\"#005EA5\"")]
    [InlineData(BrandStyle.Banner, BrandPosition.Centre, TextDirection.LeftToRight, "align=\"center\" bgcolor=\"#005EA5\"")]
    [InlineData(BrandStyle.Rule, BrandPosition.Start, TextDirection.LeftToRight, "border-left: 2px solid #005EA5")]
    [InlineData(BrandStyle.Rule, BrandPosition.Start, TextDirection.RightToLeft, "border-right: 2px solid #005EA5")]
    public void Brand_stands_where_it_is_put(BrandStyle style, BrandPosition position, TextDirection direction, string expected)
    {
        var brand = new EmailBranding { Name = "Licensing", Colour = "#005EA5", Logo = "https://example.gov/logo.png", Style = style, Position = position };

        var page = Shipped.Render(Email, new EnvelopeModel("en", direction, brand));

        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.Contains("<img src=\"https://example.gov/logo.png\" alt=\"\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Brand_cannot_break_out_of_its_place()
    {
        const string Attack = "\"><script>alert(1)</script>";
        var brand = new EmailBranding { Name = Attack, Colour = "red;\"" + Attack, TextColour = Attack, Logo = "javascript:alert(1)", LogoText = Attack, Link = "http://example.com/" + Attack };

        var page = Shipped.Render(Email, new EnvelopeModel("en" + Attack, Branding: brand));

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", page, StringComparison.Ordinal);
        Assert.Contains("bgcolor=\"#0B0C0C\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_of_slots_in_a_brand_show_nothing()
    {
        const string Marks = "\uFDE0\uFDE1\uFDE2";
        var brand = new EmailBranding { Name = "N" + Marks, Logo = "https://e.com/a" + Marks, LogoText = Marks, Link = "https://e.com/b" + Marks };
        var clean = new EmailBranding { Name = "N", Logo = "https://e.com/a", LogoText = "", Link = "https://e.com/b" };

        Assert.Equal(Shipped.Render(Email, new EnvelopeModel("en", Branding: clean)), Shipped.Render(Email, new EnvelopeModel("en" + Marks, Branding: brand)));
        Assert.Equal(
            Shipped.Render(Email, new EnvelopeModel("en", Branding: clean with { Name = null })),
            Shipped.Render(Email, new EnvelopeModel("en", Branding: brand with { Name = null })));
    }

    [Fact]
    public void Envelope_that_repeats_the_body_for_one_model_is_refused_for_it()
    {
        var envelope = EmailEnvelope.Parse(new Dictionary<string, string> { ["page.html"] = "{{ body }}{{ if language == 'cy' }}{{ body }}{{ end }}", ["page.txt"] = "{{ body }}" });

        Assert.Throws<FormatException>(() => envelope.Render(Email, new EnvelopeModel("cy")));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(250)]
    [InlineData(220)]
    [InlineData(206)]
    public void Half_a_gap_in_the_preheader_does_not_reach_the_page(int before)
    {
        var email = EmailTemplate.Parse("", new string('x', before) + "((gap))").Render(Personalisation.Empty);

        var page = Shipped.Render(email, new EnvelopeModel("en"));

        Assert.Contains(new string('x', before) + "…</span>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ body }}{{ include '../secret' }}")]
    [InlineData("{{ body }}{{ include '/etc/passwd' }}")]
    [InlineData("{{ body }}{{ for i in 1..1000000 }}{{ for j in 1..1000 }}x{{ end }}{{ end }}")]
    [InlineData("{{ body }}{{ include 'page.html' }}")]
    [InlineData("{{ body }}{{ func f }}{{ f }}{{ end }}{{ f }}")]
    [InlineData("{{ body }}{{ nothing.of.the.kind }}")]
    [InlineData("{{ body }}{{ if }}")]
    [InlineData("{{ body }}{{ body }}")]
    [InlineData("{{ body }}{{ if brand }}{{ body }}{{ end }}")]
    [InlineData("{{ body }}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' | regex.match '^(a+)+$' }}")]
    [InlineData("{{ body }}{{ '1' | object.eval }}")]
    [InlineData("{{ body }}{{ '1' | object.eval_template }}")]
    [InlineData("{{ body }}{{ date.now }}")]
    [InlineData("{{ body }}{{ math.uuid }}")]
    [InlineData("no message")]
    public void Envelope_that_goes_beyond_its_sandbox_is_refused(string page) =>
        Assert.Throws<FormatException>(() => EmailEnvelope.Parse(new Dictionary<string, string> { ["page.html"] = page, ["page.txt"] = "{{ body }}" }));

    [Fact]
    public void Envelope_without_its_page_is_refused() =>
        Assert.Throws<FormatException>(() => EmailEnvelope.Parse(new Dictionary<string, string>()));
}
