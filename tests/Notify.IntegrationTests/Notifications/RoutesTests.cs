using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.Core;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Notifications;

public sealed class RoutesTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    private const string NotFound = "404 {\"message\":\"The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.\",\"result\":\"error\"}";
    private const string NotAllowed = "405 {\"message\":\"The method is not allowed for the requested URL.\",\"result\":\"error\"}";

    [Theory]
    [InlineData("GET", "/v2", NotFound)]
    [InlineData("GET", "/v2/nothing", NotFound)]
    [InlineData("POST", "/v2/notifications/email/", NotFound)]
    [InlineData("POST", "/V2/notifications/email", NotFound)]
    [InlineData("POST", "/v2/Notifications/email", NotFound)]
    [InlineData("POST", "/v2/notifications/", NotFound)]
    [InlineData("PUT", "/v2/notifications/email/", NotFound)]
    [InlineData("DELETE", "/v2/templates/", NotFound)]
    [InlineData("PUT", "/v2/template/5/", NotFound)]
    [InlineData("PUT", "/V2/templates", NotFound)]
    [InlineData("DELETE", "/v2/Templates", NotFound)]
    [InlineData("POST", "/v2/notifications/5/PDF", NotFound)]
    [InlineData("PUT", "/v2/template/5/version/latest", NotFound)]
    [InlineData("OPTIONS", "/v2/templates/", NotFound)]
    [InlineData("PUT", "/v2/notifications/email", NotAllowed)]
    [InlineData("PUT", "/v2/template/5/version/1", NotAllowed)]
    [InlineData("PUT", "/v2//templates", NotAllowed)]
    [InlineData("POST", "/", NotAllowed)]
    [InlineData("DELETE", "/v2/notifications/5", NotAllowed)]
    public async Task Unknown_routes_and_wrong_methods_keep_the_older_shape_and_ask_for_no_token(string method, string path, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(expected, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    [Theory]
    [InlineData("POST", "/v2/notifications/email")]
    [InlineData("POST", "/v2/notifications/sms")]
    [InlineData("GET", "/v2/notifications/7f1a3c3c-0000-7000-8000-000000000000")]
    [InlineData("POST", "//v2/notifications/sms")]
    public async Task Every_route_asks_for_a_token_before_anything_else(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), app.BaseUrl + path);
        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(
            """{"errors":[{"error":"AuthError","message":"Unauthorized: authentication token must be provided"}],"status_code":401}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("email", "400 notification_id is not a valid UUID")]
    [InlineData("x", "400 notification_id is not a valid UUID")]
    [InlineData("7f1a3c3c-0000-7000-8000-000000000000", "404 No result found")]
    [InlineData("urn:uuid:7f1a3c3c-0000-7000-8000-000000000000", "404 No result found")]
    public async Task Reading_an_unknown_notification_is_refused(string id, string expected)
    {
        var service = await app.ServiceAsync();

        using var answer = await service.GetAsync($"/v2/notifications/{id}");

        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(expected, $"{(int)answer.StatusCode} {json.GetProperty("errors")[0].GetProperty("message")}");
    }

    [Fact]
    public async Task Notification_of_another_service_is_not_found()
    {
        var owner = await app.ServiceAsync();
        var id = await owner.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await owner.SmsTemplateAsync("Hello") });
        var stranger = await app.ServiceAsync();

        using var answer = await stranger.GetAsync($"/v2/notifications/{id}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Unknown_service_and_wrong_secret_are_told_apart()
    {
        var service = await app.ServiceAsync();

        using var unknown = await (service with { Key = service.Key with { ServiceId = Ids.NewRandom() } }).GetAsync("/v2/notifications/x");
        using var wrong = await (service with { Key = service.Key with { Secret = Ids.NewRandom() } }).GetAsync("/v2/notifications/x");

        Assert.Contains("Invalid token: service not found", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Invalid token: API key not found", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (unknown.StatusCode, wrong.StatusCode));
    }

    [Theory]
    [InlineData("GET", "/_status")]
    [InlineData("POST", "/_status")]
    [InlineData("GET", "/")]
    public async Task Status_is_as_in_the_contract(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await app.Http.SendAsync(request);

        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["build_time", "db_bulk_version", "db_version", "git_commit", "status"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("ok", json.GetProperty("status").GetString());
        Assert.EndsWith(".sql", json.GetProperty("db_version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simple_status_has_the_one_member() =>
        Assert.Equal("""{"status":"ok"}""", await app.Http.GetStringAsync("/_status?simple=1"));

    [Fact]
    public async Task Every_answer_has_the_contracts_headers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/nothing");
        request.Headers.Add("X-B3-TraceId", "abc");
        using var answer = await app.Http.SendAsync(request);

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store, no-cache, private, must-revalidate", answer.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("abc", answer.Headers.GetValues("X-B3-TraceId").Single());
        Assert.Matches("^self-[0-9a-f]{16}$", answer.Headers.GetValues("X-B3-SpanId").Single());
        Assert.NotEmpty(answer.Headers.GetValues("X-Request-Id").Single());
    }
}
