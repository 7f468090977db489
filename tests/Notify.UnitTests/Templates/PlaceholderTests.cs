using System.Text.Json;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;

namespace Notify.UnitTests.Templates;

public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("Hi ((name))", """{"name": "Bob"}""", "Hi Bob")]
    [InlineData("Hi (( First Name ))", """{"first_name": "Bob"}""", "Hi Bob")]
    [InlineData("((ref-no.)) ((refno))", """{"REF NO.": "1", "Ref_No": "2"}""", "1 2")]
    [InlineData("(((name)))", """{"name": "Bob"}""", "(Bob)")]
    [InlineData("((name) (name)) (())", """{"name": "Bob"}""", "((name) (name)) (())")]
    [InlineData("((a)) ((b))", """{"a": "((b))", "b": "B"}""", "((b)) B")]
    [InlineData("((a??yes)) ((b??no))", """{"a": "Include", "b": "on"}""", "yes ")]
    [InlineData("((a?? padded )).", """{"a": true}""", " padded .")]
    [InlineData("((a??b??c))", """{"a": 1}""", "b??c")]
    [InlineData("((a??see (below)))", """{"a": "yes"}""", "((a??see (below)))")]
    [InlineData("((a??((b))))", """{"a": "yes", "b": "B"}""", "((a??B))")]
    [InlineData("((l))", """{"l": ["a", " b ", null, "", "c"]}""", "a, b and c")]
    [InlineData("((l))", """{"l": []}""", "")]
    [InlineData("((l??one))", """{"l": ["yes"]}""", "one")]
    [InlineData("((n)) ((t)) ((f))", """{"n": 10.0, "t": true, "f": false}""", "10.0 True False")]
    [InlineData("((n)) ((m)) ((k))", """{"n": 1e-6, "m": 0.00001, "k": 9.5e-5}""", "1e-06 1e-05 9.5e-05")]
    [InlineData("((n)) ((m)) ((k))", """{"n": 1e21, "m": 1.5e-7, "k": 123456789012345678901234567890}""", "1e+21 1.5e-07 123456789012345678901234567890")]
    [InlineData("((o))", """{"o": {"a": [1, "it's", null, true]}}""", """{'a': [1, "it's", None, True]}""")]
    [InlineData("((n))", """{"N": "1", "n": null}""", "((n))")]
    [InlineData("((n))", """{"n": "\ud800x"}""", "\uFFFDx")]
    public void Fill_plain_gives(string template, string values, string expected) =>
        Assert.Equal(expected, PlaceholderText.Parse(template).Fill(Values(values), new FillOptions()));

    [Theory]
    [InlineData("<b>((n))</b> &amp; &lt; &pound; &", """{"n": "<i>&nbsp;&copy;"}""", "&lt;b&gt;&lt;i&gt;&nbsp;©&lt;/b&gt; &amp; &lt; £ &amp;")]
    [InlineData("((a&b))", """{"a&b": "x"}""", "x")]
    [InlineData("&#40;&#40;name&#41;&#41;", """{"name": "x"}""", "x")]
    [InlineData("&notit; &pound &#128; &#x110000; &#0;", "{}", "¬it; &amp;pound € \uFFFD \uFFFD")]
    [InlineData("((a)) ((b??text))", "{}", "<span class='placeholder'>&#40;&#40;a&#41;&#41;</span> <span class='placeholder-conditional'>&#40;&#40;b??</span>text&#41;&#41;")]
    public void Fill_for_html_gives(string template, string values, string expected) =>
        Assert.Equal(expected, PlaceholderText.Parse(template).Fill(Values(values), new FillOptions { Html = true, Gaps = GapStyle.Highlighted }));

    [Fact]
    public void Names_keep_the_first_spelling_and_the_order_of_subject_then_body()
    {
        var template = EmailTemplate.Parse("((B)) ((a))", "((b)) ((C c)) ((c-C))");

        Assert.Equal(["B", "a", "C c"], template.Placeholders);
    }

    [Fact]
    public void Missing_is_what_is_absent_or_null_but_not_what_is_empty()
    {
        var template = SmsTemplate.Parse("((a)) ((b)) ((c)) ((d??x))");

        Assert.Equal(["a", "b", "d"], template.MissingFrom(Values("""{"b": null, "C": ""}""")));
    }

    [Theory]
    [InlineData("""{"a": "x\u0000y", "list": ["1", " 2 "], "n": 1.0, "t": true, "o": {"k": []}, "gone": null, "A": "last"}""")]
    [InlineData("{}")]
    public void Personalisation_stored_and_read_again_fills_the_same(string values)
    {
        var before = Values(values);

        var bytes = before.ToJson();
        var after = Personalisation.FromJson(bytes);

        var template = PlaceholderText.Parse("((a))|((list))|((n))|((t??t))|((o))|((gone))");
        Assert.DoesNotContain((byte)0, bytes);
        Assert.Equal(template.Fill(before, new FillOptions()), template.Fill(after, new FillOptions()));
        Assert.Equal(before.Names, after.Names);
    }

    [Theory]
    [InlineData("İ_x", "i\u0307x")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("Σ", "σ")]
    [InlineData("A B-c_D", "abcd")]
    [InlineData("a\tb\u00A0c.", "a\tb\u00A0c.")]
    public void Key_is(string name, string expected) => Assert.Equal(expected, PlaceholderKey.From(name));

    private static Personalisation Values(string json) => Personalisation.FromJson(JsonDocument.Parse(json).RootElement);
}
