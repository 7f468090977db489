using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Email;

namespace Notify.UnitTests.Templates;

public sealed class TemplateWordingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a|b", "a and b")]
    [InlineData("a|b|c", "a, b and c")]
    public void English_list_is_joined(string items, string expected) =>
        Assert.Equal(expected, TemplateWording.English.Join(items.Split('|', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Another_language_joins_lists_and_offers_to_unsubscribe_in_its_words()
    {
        var wording = TemplateWording.Parse("""{"list_separator": "、", "list_last": " y ", "unsubscribe": "Cancelar", "unlinked_names": ["gob.mx", "gov.uk"]}""");
        var values = Personalisation.FromJson(JsonDocument.Parse("""{"l": ["a", "b", "c"]}""").RootElement);

        var rendered = EmailTemplate.Parse("((l))", "GOB.MX gov.uk x.gob.mx", wording).Render(values, "https://e.com/u");

        Assert.Equal("a、b y c", rendered.Subject);
        Assert.StartsWith("GOB.\u200BMX gov.\u200Buk x.gob.mx\n", rendered.PlainText, StringComparison.Ordinal);
        Assert.EndsWith("Cancelar: https://e.com/u\n", rendered.PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void Right_to_left_language_indents_from_the_right()
    {
        var wording = TemplateWording.Parse("""{"direction": "rtl"}""");

        var html = EmailTemplate.Parse("", "* a\n\n\n^b", wording).Render(Personalisation.Empty).HtmlBody;

        Assert.Equal(TextDirection.RightToLeft, wording.Direction);
        Assert.Contains("Margin: 0 20px 0 0", html, StringComparison.Ordinal);
        Assert.Contains("border-right: 10px", html, StringComparison.Ordinal);
        Assert.DoesNotContain("border-left", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Wording_that_is_no_object_is_refused() => Assert.ThrowsAny<JsonException>(() => TemplateWording.Parse("[]"));
}
