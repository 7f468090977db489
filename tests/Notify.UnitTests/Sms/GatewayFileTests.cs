using Notify.Providers.Sms;
using Notify.Providers.Sms.HttpGateway;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Sms;

public sealed class GatewayFileTests
{
    private const string Good = """
        name: mine
        send:
          url: https://sms.example/send
          headers:
            Authorization: Bearer {{ secrets.token }}
          body: '{"to":{{ to | json }},"text":{{ text | json }}}'
        answers:
          - status: 2xx
            then: accepted
            reference: $.id
        receipts:
          reference: $.id
          status: $.state
          statuses: { ok: delivered }
        proofs:
          - kind: query
            query: token
            secret: receipts
        """;

    [Fact]
    public void Every_file_that_ships_is_read_and_renders()
    {
        var files = Directory.GetFiles(Packs.Folder, "*.yaml", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            using var provider = new HttpGatewaySmsProvider(GatewayFile.Read(file, File.ReadAllText(file)), _ => "se\"cret<", () => "https://notify.example/r");
            Assert.NotNull(provider.Definition.Receipts);
        });
    }

    [Fact]
    public void Carrier_that_goes_by_a_time_of_its_own_tries_for_that_time()
    {
        var definition = GatewayFile.Read("mine.yaml", Good.Replace("  body: '{", "  validity: 86400\n  urgent-validity: 300\n  body: '{", StringComparison.Ordinal));
        using var provider = new HttpGatewaySmsProvider(definition, _ => "secret", () => "https://notify.example/r");

        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromMinutes(5)), (provider.Validity(isUrgent: false), provider.Validity(isUrgent: true)));
    }

    [Fact]
    public void Secrets_that_the_file_uses_are_known() =>
        Assert.Equal(["receipts", "token"], GatewayFile.Read("mine.yaml", Good).Secrets.Order());

    [Theory]
    [InlineData("name: mine", "name: other", "1:7: 'other' is not the file's name")]
    [InlineData("then: accepted", "then: acepted", "9:11: 'acepted' is no meaning of an answer: did you mean 'accepted'?")]
    [InlineData("status: 2xx", "status: ok", "8:13: 'status' is three digits")]
    [InlineData("reference: $.id\nreceipts", "reference: $.[\nreceipts", "'$.[' has an empty name")]
    [InlineData("https://sms.example/send", "https://{{ sender }}.example/send", "no value stands in the host")]
    [InlineData("ok: delivered", "ok: done", "'done' is no status that a receipt reports")]
    [InlineData("proofs:\n  - kind: query\n    query: token\n    secret: receipts", "", "'proofs' is missing")]
    [InlineData("    reference: $.id\nreceipts", "receipts", "needs a 'reference' to find the text by")]
    [InlineData("    query: token\n", "", "'query' is missing")]
    [InlineData("send:", "sent:", "a gateway has no member 'sent': did you mean 'send'?")]
    [InlineData("Authorization: Bearer", "Content-Type: text", "'Content-Type' cannot be set here")]
    [InlineData("  body: '{", "  content: aplication json\n  body: '{", "6:12: 'aplication json' is no media type")]
    [InlineData("  body: '{", "  content: application/json; charset=latin1\n  body: '{", "names a character set other than utf-8")]
    [InlineData("  status: $.state", "  answer: { content: text plain }\n  status: $.state", "'text plain' is no media type")]
    [InlineData("answers:", "name: mine\nanswers:", "'name' is given twice")]
    [InlineData("  body: '{", "  validity: 4h\n  body: '{", "'validity' is a whole number from 60 to 172800")]
    public void Fault_is_told_with_its_place(string from, string to, string expected)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        var fault = Assert.Throws<FormatException>(() => GatewayFile.Read("mine.yaml", Good.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("mine.yaml:", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", """{"text":"{{ text }}"}""")]
    [InlineData("application/json", """{"text":{{ text | json }}""")]
    [InlineData("application/json", """{"text":{{ tekst | json }}}""")]
    [InlineData("application/json", """{"text":{{ text | jason }}}""")]
    [InlineData("application/json", """{"text":{{ if }}}""")]
    [InlineData("application/json", """{"text":{{ if unicode }}{{ text | json }}{{ else }}"{{ text }}"{{ end }}}""")]
    [InlineData("application/json", """{"text":{{ if urgent && !unicode }}{{ tekst | json }}{{ else }}{{ text | json }}{{ end }}}""")]
    [InlineData("application/xml", "<a>{{ text }}</a>")]
    [InlineData("application/x-www-form-urlencoded", "text={{ text }}")]
    public void Body_that_is_wrong_or_forgets_to_escape_stops_the_start(string type, string body)
    {
        var definition = GatewayFile.Read("mine.yaml", Good) with { ContentType = type, Body = body };

        Assert.Throws<FormatException>(() => new HttpGatewaySmsProvider(definition, _ => "secret", () => "https://notify.example/r"));
    }

    [Fact]
    public void Text_that_a_template_breaks_off_at_leaves_nothing_of_itself_in_the_next_request()
    {
        var definition = GatewayFile.Read("mine.yaml", Good) with
        {
            ContentType = "text/plain",
            Body = "secret of {{ to }}{{ if text == 'bad' }}{{ for i in 1..2000 }}{{ i }}{{ end }}{{ end }}",
        };
        var templates = new GatewayTemplates(definition, _ => "secret");

        Assert.Throws<FormatException>(() => templates.Render(Text("bad", "+447700900001"), "https://notify.example/r"));

        Assert.Equal("secret of +447700900002", templates.Render(Text("good", "+447700900002"), "https://notify.example/r").Body);
    }

    [Fact]
    public void Address_that_forgets_to_escape_stops_the_start()
    {
        var definition = GatewayFile.Read("mine.yaml", Good) with { Url = "https://sms.example/send?text={{ text }}" };

        Assert.Throws<FormatException>(() => new HttpGatewaySmsProvider(definition, _ => "secret", () => "https://notify.example/r"));
    }

    private static OutboundSms Text(string text, string to) => new()
    {
        NotificationId = Guid.Empty,
        ServiceId = Guid.Empty,
        To = to,
        Sender = "GOVUK",
        Text = text,
        Unicode = false,
        Fragments = 1,
    };

    [Theory]
    [InlineData("$.a.b[1]['c d']", """{"a":{"b":[0,{"c d":"x"}]}}""", "x")]
    [InlineData("$.n", """{"n":1.50}""", "1.50")]
    [InlineData("$.t", """{"t":true}""", "true")]
    [InlineData("$.o", """{"o":{}}""", null)]
    [InlineData("$[0]", """["x"]""", "x")]
    [InlineData("$.a", "rubbish", null)]
    [InlineData("/r/a/@id", "<r><a id='7'/></r>", "7")]
    [InlineData("/r/b", "<r><b> x </b></r>", "x")]
    [InlineData("/r/c", "<r/>", null)]
    [InlineData("~^OK (\\d+)", "OK 12\r\n", "12")]
    [InlineData("~^OK", "ERR", null)]
    public void Place_is_found(string selector, string body, string? value) =>
        Assert.Equal(value, GatewaySelector.Parse(selector).Find(new GatewayMessage(body, _ => null)));

    [Theory]
    [InlineData("a.b")]
    [InlineData("$.a[x]")]
    [InlineData("$a")]
    [InlineData("/r[")]
    [InlineData("~(")]
    public void Place_that_cannot_be_read_is_refused(string selector) => Assert.Throws<FormatException>(() => GatewaySelector.Parse(selector));
}
