using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Notify.IntegrationTests.Api.Replay;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Api;

public sealed class BadInputTests(BadInputTests.ImpatientApp app) : IClassFixture<BadInputTests.ImpatientApp>
{
    private const string NotHs256 = "403 Invalid token: algorithm used is not HS256";
    private const string KeyNotFound = "403 Invalid token: API key not found";

    [Theory]
    [InlineData("none", "", NotHs256)]
    [InlineData("None", "", NotHs256)]
    [InlineData("HS512", "HS512", NotHs256)]
    [InlineData("RS256", "HS256", NotHs256)]
    [InlineData("ES256", "HS256", NotHs256)]
    [InlineData("HS256", "", KeyNotFound)]
    [InlineData("HS256", "HS512", KeyNotFound)]
    public async Task Algorithm_of_a_token_is_never_the_callers_choice(string named, string used, string expected)
    {
        var service = await app.ServiceAsync();
        var head = $"{Part($$"""{"typ":"JWT","alg":"{{named}}"}""")}.{Part($$"""{"iss":"{{service.Service.Id}}","iat":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}}""")}";
        var secret = Encoding.UTF8.GetBytes(service.Key.Secret.ToString());
        var signature = used switch
        {
            "HS256" => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(head)),
            "HS512" => HMACSHA512.HashData(secret, Encoding.UTF8.GetBytes(head)),
            _ => [],
        };

        var answer = await SendAsync("GET", "/v2/templates", null, ("Authorization", $"Bearer {head}.{Base64Url.EncodeToString(signature)}"));

        Assert.Equal(expected, Summary(answer));
    }

    [Fact]
    public async Task Token_of_a_megabyte_is_refused() =>
        Assert.Equal(
            "431 The request headers are too many or too long",
            Summary(await SendAsync("GET", "/v2/templates", null, ("Authorization", "Bearer " + new string('a', 1_000_000)))));

    [Fact]
    public async Task Token_that_just_fits_the_headers_is_refused_as_a_token() =>
        Assert.StartsWith(
            "403 Invalid token: make sure your API token matches",
            Summary(await SendAsync("GET", "/v2/templates", null, ("Authorization", "Bearer " + new string('a', 30_000)))),
            StringComparison.Ordinal);

    [Fact]
    public async Task Address_that_is_too_long_is_refused() =>
        Assert.Equal("414 The request address is too long", Summary(await SendAsync("GET", "/v2/templates?a=" + new string('a', 20_000), null)));

    [Fact]
    public async Task Letters_beyond_ASCII_in_headers_are_no_reason_to_refuse() =>
        Assert.StartsWith("401 ", Summary(await SendAsync("GET", "/v2/templates", null, ("User-Agent", "Z\u00fcrich"))), StringComparison.Ordinal);

    [Theory]
    [InlineData(4300, "reference 9")]
    [InlineData(4301, "Invalid JSON supplied in POST data")]
    public async Task Integer_longer_than_the_original_reads_is_no_JSON(int digits, string beginning)
    {
        var service = await app.ServiceAsync();

        using var answer = await service.SendAsync(
            HttpMethod.Post, "/v2/notifications/sms", new StringContent($$"""{"phone_number":"07700900123","template_id":"{{Guid.Empty}}","reference":{{new string('9', digits)}}}"""));

        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith(beginning, json.RootElement.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_headers_are_refused()
    {
        var headers = Enumerable.Range(0, 10_000).Select(i => ($"X-{i}", "1")).ToArray();

        Assert.Equal("431 The request headers are too many or too long", Summary(await SendAsync("GET", "/v2/templates", null, headers)));
    }

    [Theory]
    [InlineData("/v2/notifications/%00", 400)]
    [InlineData("/v2/template/%ff%fe", 401)]
    public async Task Odd_paths_are_refused_in_order(string path, int status) => Assert.Equal(status, (await SendAsync("GET", path, null)).Status);

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{\"a\":", 100_000)]
    public async Task Deep_nesting_is_no_json(string opening, int times)
    {
        var service = await app.ServiceAsync();

        var answer = await SendAsync(
            "POST", "/v2/notifications/sms", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, times))), Authorization(service));

        Assert.Equal("400 Invalid JSON supplied in POST data", Summary(answer));
    }

    [Theory]
    [InlineData("18446744073709551616", "reference 18446744073709551616 is not of type string")]
    [InlineData("-1e400", "reference -inf is not of type string")]
    [InlineData("NaN", "reference nan is not of type string")]
    [InlineData("-Infinity", "reference -inf is not of type string")]
    [InlineData("0.1e-5", "reference 1e-06 is not of type string")]
    [InlineData("\"\\u0000\"", "reference must not contain a null character")]
    public async Task Odd_values_of_a_member_are_told(string value, string message)
    {
        var service = await app.ServiceAsync();

        var answer = await SendAsync("POST", "/v2/notifications/sms", Encoding.UTF8.GetBytes($$"""{"reference":{{value}}}"""), Authorization(service));

        Assert.Equal($"400 {message}", Summary(answer));
    }

    [Theory]
    [InlineData("NaNa")]
    [InlineData("-NaN")]
    [InlineData("1NaN")]
    [InlineData("+Infinity")]
    [InlineData("Infinity1")]
    [InlineData("--Infinity")]
    public async Task Words_that_are_no_numbers_are_no_json(string value)
    {
        var service = await app.ServiceAsync();

        var answer = await SendAsync("POST", "/v2/notifications/sms", Encoding.UTF8.GetBytes($$"""{"reference":{{value}}}"""), Authorization(service));

        Assert.Equal("400 Invalid JSON supplied in POST data", Summary(answer));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32BE", false)]
    [InlineData("utf-8", true)]
    public async Task Body_is_read_in_any_encoding_of_unicode(string encoding, bool hasMark)
    {
        var service = await app.ServiceAsync();
        var text = Encoding.GetEncoding(encoding);
        byte[] body = [.. hasMark ? text.GetPreamble() : [], .. text.GetBytes("""{"é":1}""")];

        var answer = await SendAsync("POST", "/v2/notifications/sms", body, Authorization(service));

        Assert.Equal(400, answer.Status);
        Assert.Contains("\\u00E9 was unexpected", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("reference=%00", "reference must not contain a null character")]
    [InlineData("older_than=%ed%a0%80", "older_than is not a valid UUID")]
    [InlineData("status=%ff", "status \ufffd is not one of")]
    public async Task Odd_queries_are_told(string query, string message)
    {
        var service = await app.ServiceAsync();

        var answer = await SendAsync("GET", $"/v2/notifications?{query}", null, Authorization(service));

        Assert.StartsWith($"400 {message}", Summary(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_lines_cannot_be_smuggled_through_a_request_id()
    {
        var answer = await SendAsync("GET", "/v2/nothing", null, ("X-Request-Id", "a\u00e9b"));

        Assert.NotEqual("a\u00e9b", answer.Headers["X-Request-Id"]);
    }

    [Theory]
    [InlineData("GET /v2/templates HTTP/1.1\r\nHost: x\r\nX-Slow: ")]
    [InlineData("POST /v2/notifications/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nAuthorization: {token}\r\n\r\n{")]
    public async Task Who_sends_too_slowly_is_cut_off(string start)
    {
        var service = await app.ServiceAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        var answer = await RawHttp.SendAsync(
            new Uri(app.BaseUrl), Encoding.UTF8.GetBytes(start.Replace("{token}", Authorization(service).Value, StringComparison.Ordinal)), isHead: false, patience.Token);

        Assert.Equal(408, answer.Status);
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static (string Name, string Value) Authorization(SendingService service) =>
        ("Authorization", $"Bearer {service.Key.Token(TimeProvider.System.GetUtcNow())}");

    private static string Summary(RawAnswer answer) => $"{answer.Status} {JsonNode.Parse(answer.Body)!["errors"]![0]!["message"]}";

    private Task<RawAnswer> SendAsync(string method, string path, byte[]? body, params (string Name, string Value)[] headers) =>
        RawHttp.SendAsync(new Uri(app.BaseUrl), method, path, headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), body);

    /// <summary>Waits for slow senders for a few seconds only.</summary>
    public sealed class ImpatientApp : NotifyApp
    {
        protected override void Configure(WebApplicationBuilder builder)
        {
            base.Configure(builder);
            builder.WebHost.ConfigureKestrel(options =>
            {
                options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(2);
                options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(2));
            });
        }
    }
}
