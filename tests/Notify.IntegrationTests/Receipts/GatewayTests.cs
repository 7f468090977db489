using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Data.ReceivedTexts;
using Notify.IntegrationTests.Delivery;
using Notify.Providers.Sms;
using Notify.TestKit.Carriers;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Receipts;

/// <summary>The three gateway files that ship, each from the API through a stand-in of its style and back.</summary>
#pragma warning disable CA1001 // The test runner disposes through IAsyncLifetime.
public sealed class GatewayTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private const string Hostile = "\"quoted\" <b>&amp; 100% a=b&c=d\\n 'x' {{ secrets.token }} ŵ";

    private readonly CarrierListener _carrier = new();
    private GatewayApp? _app;

    private GatewayApp App => _app!;

    public Task InitializeAsync() => _carrier.StartAsync();

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await _carrier.DisposeAsync();
    }

    [Fact]
    public async Task Json_carrier_with_bearer_takes_a_text_and_reports_its_delivery()
    {
        await StartAsync("example-json");
        _carrier.Answer = call => call.Headers.GetValueOrDefault("Authorization") == "Bearer s3cret token" && call.Target == "/api/v1/messages"
            ? CarrierAnswer.Json(202, """{"id":"m-1","status":"queued"}""")
            : CarrierAnswer.Json(401, """{"error":{"message":"who are you"}}""");
        var (service, id, call) = await SendAsync();
        using var sent = JsonDocument.Parse(call.Body);
        Assert.Equal((Hostile, id.ToString(), "+447700900123"), (Text(sent, "text"), Text(sent, "client_reference"), Text(sent, "to")));
        Assert.Equal($"{App.BaseUrl}/receipts/example-json", Text(sent, "callback_url"));

        using var buffered = await SignedAsync($$"""{"id":"m-1","client_reference":"{{id}}","status":"buffered"}""");
        using var taken = await SignedAsync($$"""{"id":"m-1","client_reference":"{{id}}","status":"delivered"}""");
        using var unsigned = await App.Http.PostAsync("/receipts/example-json", new StringContent($$"""{"client_reference":"{{id}}","status":"rejected"}"""));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden), (buffered.StatusCode, taken.StatusCode, unsigned.StatusCode));
        await service.WaitAsync(id, "delivered");
        Assert.Equal(["buffered", "delivered"], await ReasonsAsync(id));
        _carrier.AssertNothingUnexpected();
    }

    [Fact]
    public async Task Json_carrier_hands_over_a_text_from_a_person()
    {
        await StartAsync("example-json");
        var service = await App.ServiceAsync();
        await App.Services.GetRequiredService<ReceivedTextStore>().AddNumberAsync(service.Service.Id, "07700900600", default);

        using var taken = await SignedAsync("""{"id":"in-1","from":"+447700900123","to":"447700900600","text":"Stopio"}""", "/inbound");
        using var again = await SignedAsync("""{"id":"in-1","from":"+447700900123","to":"447700900600","text":"Stopio"}""", "/inbound");
        using var rubbish = await SignedAsync("""[1,2""", "/inbound");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest), (taken.StatusCode, again.StatusCode, rubbish.StatusCode));
        await AssertReceivedAsync(service, "Stopio");
    }

    [Fact]
    public async Task Form_carrier_with_basic_auth_is_matched_by_its_own_id()
    {
        await StartAsync("example-form");
        _carrier.Answer = call => call.Headers.GetValueOrDefault("Authorization") == "Basic " + Convert.ToBase64String("user:pass word"u8)
            ? new CarrierAnswer(200, "text/plain", "OK 8801-x\r\n")
            : new CarrierAnswer(401, "text/plain", "ERR 1 login");
        var (service, id, call) = await SendAsync();
        Assert.Equal((Hostile, "447700900123", "utf-16"), (call.Form["text"], call.Form["to"], call.Form["charset"]));
        await service.WaitAsync(id, "sending");

        using var pending = await FormAsync("", [new("msgid", "8801-x"), new("stat", "ACCEPTD"), new("err", "000")]);
        Assert.Equal("OK", await pending.Content.ReadAsStringAsync());
        await service.WaitAsync(id, "pending");
        using var failed = await FormAsync("", [new("msgid", "8801-x"), new("stat", "UNDELIV"), new("err", "006")]);
        using var stranger = await FormAsync("", [new("msgid", "8801-x"), new("stat", "DELIVRD")], "guessed");
        using var unknown = await FormAsync("", [new("msgid", "9999-y"), new("stat", "DELIVRD")]);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK), (failed.StatusCode, stranger.StatusCode, unknown.StatusCode));
        await service.WaitAsync(id, "temporary-failure");
        using var delivered = await FormAsync("", [new("msgid", "8801-x"), new("stat", "DELIVRD")]);
        await service.WaitAsync(id, "delivered");
        Assert.Equal(["ACCEPTD: 000", "UNDELIV: 006", "DELIVRD"], await ReasonsAsync(id));
    }

    [Fact]
    public async Task Form_carrier_hands_over_a_text_from_a_person()
    {
        await StartAsync("example-form");
        var service = await App.ServiceAsync();
        await App.Services.GetRequiredService<ReceivedTextStore>().AddNumberAsync(service.Service.Id, "07700900600", default);

        using var taken = await FormAsync("/inbound", [new("msgid", "7"), new("source", "447700900123"), new("dest", "07700 900600"), new("text", "Diolch & 50% + ŵ")]);

        Assert.Equal((HttpStatusCode.OK, "OK"), (taken.StatusCode, await taken.Content.ReadAsStringAsync()));
        await AssertReceivedAsync(service, "Diolch & 50% + ŵ");
    }

    [Fact]
    public async Task Xml_carrier_reports_many_texts_in_one_request()
    {
        await StartAsync("example-xml");
        var number = 0;
        _carrier.Answer = call => XElement.Parse(call.Body).Element("password")?.Value == "p<w>&"
            ? new CarrierAnswer(200, "text/xml", $"""<?xml version="1.0"?><response><result code="0"><id>x{Interlocked.Increment(ref number)}</id></result></response>""")
            : new CarrierAnswer(200, "text/xml", """<response><result code="200"><text>login</text></result></response>""");
        var (service, first, call) = await SendAsync();
        var (other, second, _) = await SendAsync();
        var message = XElement.Parse(call.Body).Element("message")!;
        Assert.Equal((Hostile, first.ToString(), "8"), (message.Element("body")!.Value, message.Attribute("reference")!.Value, message.Attribute("dcs")!.Value));

        using var taken = await XmlAsync("", $"""<reports><report id="x1" reference="{first}"><state>2</state></report><report id="x2" reference="{second}"><state>5</state><reason>5</reason></report></reports>""");
        using var bomb = await XmlAsync("", """<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><reports><report id="&b;"><state>2</state></report></reports>""");

        Assert.Equal((HttpStatusCode.OK, "<ok/>", HttpStatusCode.BadRequest), (taken.StatusCode, await taken.Content.ReadAsStringAsync(), bomb.StatusCode));
        await service.WaitAsync(first, "delivered");
        await other.WaitAsync(second, "permanent-failure");
    }

    [Fact]
    public async Task Xml_carrier_hands_over_texts_from_people()
    {
        await StartAsync("example-xml");
        var service = await App.ServiceAsync();
        await App.Services.GetRequiredService<ReceivedTextStore>().AddNumberAsync(service.Service.Id, "07700900600", default);

        using var taken = await XmlAsync("/inbound", """<messages><message id="1"><from>+447700900123</from><to>+447700900600</to><body>Tom &amp; Ann</body></message><message id="2"><from>+447700900123</from><to>+447700900777</to><body>lost</body></message></messages>""");

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await AssertReceivedAsync(service, "Tom & Ann");
    }

    [Theory]
    [InlineData(200, """{"id":"m","status":"odd"}""", typeof(SendOutcome.Doubtful))]
    [InlineData(200, """{"status":"queued"}""", typeof(SendOutcome.Doubtful))]
    [InlineData(200, "rubbish", typeof(SendOutcome.Doubtful))]
    [InlineData(302, "", typeof(SendOutcome.Unavailable))]
    [InlineData(400, """{"error":{"code":"invalid_number","message":"no such"}}""", typeof(SendOutcome.Refused))]
    [InlineData(401, "", typeof(SendOutcome.Unavailable))]
    [InlineData(503, "", typeof(SendOutcome.Unavailable))]
    [InlineData(500, "", typeof(SendOutcome.Doubtful))]
    public async Task Answer_is_judged_by_the_file_and_an_unknown_one_is_never_accepted(int status, string body, Type expected)
    {
        await StartAsync("example-json");
        _carrier.Answer = _ => CarrierAnswer.Json(status, body) with { Headers = new Dictionary<string, string> { ["Location"] = "/elsewhere" } };

        Assert.IsType(expected, await HandOverAsync());

        Assert.Single(_carrier.Calls);
    }

    [Fact]
    public async Task Huge_broken_and_slow_answers_are_doubtful_and_too_many_requests_say_when_to_come_back()
    {
        await StartAsync("example-json");
        _carrier.Answer = _ => CarrierAnswer.Json(200, """{"id":"m","status":"queued","x":"{{X}}"}""".Replace("{{X}}", new string('x', 70_000), StringComparison.Ordinal));
        Assert.IsType<SendOutcome.Doubtful>(await HandOverAsync());

        _carrier.Answer = _ => CarrierAnswer.Json(200, "") with { Breaks = true };
        Assert.IsType<SendOutcome.Doubtful>(await HandOverAsync());

        _carrier.Answer = _ => CarrierAnswer.Json(200, "") with { Wait = TimeSpan.FromSeconds(30) };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.IsType<SendOutcome.Doubtful>(await HandOverAsync(cancellationToken: deadline.Token));

        _carrier.Answer = _ => CarrierAnswer.Json(429, "") with { Headers = new Dictionary<string, string> { ["Retry-After"] = "17" } };
        var busy = Assert.IsType<SendOutcome.Unavailable>(await HandOverAsync());
        Assert.Equal((ProviderFault.Busy, TimeSpan.FromSeconds(17)), (busy.Fault, busy.RetryAfter));
    }

    [Fact]
    public async Task Carrier_that_is_away_has_certainly_not_taken_the_text()
    {
        await StartAsync("example-json");
        await _carrier.DisposeAsync();

        Assert.Equal(ProviderFault.Down, Assert.IsType<SendOutcome.Unavailable>(await HandOverAsync()).Fault);
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();

    private async Task StartAsync(string gateway)
    {
        _app = new GatewayApp(gateway, _carrier.BaseUrl);
        await _app.InitializeAsync();
    }

    private Task<SendOutcome> HandOverAsync(CancellationToken cancellationToken = default) =>
        App.Services.GetServices<ISmsProvider>().Single(provider => provider.Name.StartsWith("example-", StringComparison.Ordinal)).SendAsync(
            Texts.One(), cancellationToken);

    private async Task<(SendingService Service, Guid Id, CarrierCall Call)> SendAsync()
    {
        var before = _carrier.Calls.Count;
        var service = await App.ServiceAsync();
        var id = await service.AcceptAsync(
            "sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("((text))"), personalisation = new { text = Hostile } });
        var began = TimeProvider.System.GetTimestamp();
        while (_carrier.Calls.Count == before)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "Nothing reached the carrier in 20 s");
            await Task.Delay(10);
        }

        return (service, id, _carrier.Calls.Last());
    }

    private Task<HttpResponseMessage> SignedAsync(string body, string path = "")
    {
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        content.Headers.Add("X-Signature", "sha256=" + Convert.ToHexString(HMACSHA256.HashData("shared"u8, Encoding.UTF8.GetBytes(body))));
        return App.Http.PostAsync($"/receipts/example-json{path}", content);
    }

    private async Task<HttpResponseMessage> FormAsync(string path, IReadOnlyCollection<KeyValuePair<string, string>> fields, string password = "shared")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/receipts/example-form{path}") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"notify:{password}")));
        return await App.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> XmlAsync(string path, string body)
    {
        var content = new StringContent(body, Encoding.UTF8, "text/xml");
        content.Headers.Add("X-Gateway-Token", "shared");
        return App.Http.PostAsync($"/receipts/example-xml{path}", content);
    }

    private static async Task AssertReceivedAsync(SendingService service, string content)
    {
        using var read = await service.GetAsync("/v2/received-text-messages");
        using var page = JsonDocument.Parse(await read.Content.ReadAsStringAsync());
        Assert.Equal(content, Assert.Single(page.RootElement.GetProperty("received_text_messages").EnumerateArray()).GetProperty("content").GetString());
    }

    private async Task<List<string>> ReasonsAsync(Guid id)
    {
        await using var command = App.DataSource.CreateCommand("select reason from notification_events where notification_id = $1 order by id");
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync();
        var reasons = new List<string>();
        while (await row.ReadAsync())
        {
            reasons.Add(row.GetString(0));
        }

        return reasons;
    }

    private sealed class GatewayApp(string gateway, string carrier) : NotifyApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Notify:Delivery:SmsProviders"] = gateway,
            [$"Notify:Gateways:{gateway}:Enabled"] = "true",
            [$"Notify:Gateways:{gateway}:BaseUrl"] = carrier,
            [$"Notify:Gateways:{gateway}:Secrets:token"] = "s3cret token",
            [$"Notify:Gateways:{gateway}:Secrets:login"] = "user:pass word",
            [$"Notify:Gateways:{gateway}:Secrets:account"] = "notify",
            [$"Notify:Gateways:{gateway}:Secrets:password"] = "p<w>&",
            [$"Notify:Gateways:{gateway}:Secrets:receipts"] = "shared",
        };
    }
}
