using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.Core.Services;
using Notify.TestKit.Callbacks;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>Callbacks and suppressions over the API, by a key that manages.</summary>
public sealed class ManageCallbacksTests(CallbackApp app) : IClassFixture<CallbackApp>
{
    [Fact]
    public async Task Callback_is_set_shown_and_taken_away()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync(keyType: KeyType.Management);

        var made = await CallAsync(service, HttpMethod.Put, "callbacks/delivery-status", new { url = listener.Url, bearer_token = CallbackApp.Token }, HttpStatusCode.OK);
        var changed = await CallAsync(service, HttpMethod.Put, "callbacks/delivery-status", new { url = listener.Url + "/2", bearer_token = CallbackApp.Token }, HttpStatusCode.OK);
        var listed = await CallAsync(service, HttpMethod.Get, "callbacks", null, HttpStatusCode.OK);
        var rotated = await CallAsync(service, HttpMethod.Post, "callbacks/delivery-status/secret", null, HttpStatusCode.OK);
        var sender = await service.WithKeyAsync(KeyType.Normal);
        await sender.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
        await listener.WaitAsync();
        await app.WaitForAsync("select count(*) from callback_attempts where service_id = @service_id", service.Service.Id, 1L);
        var attempts = await CallAsync(service, HttpMethod.Get, "callbacks/attempts", null, HttpStatusCode.OK);
        var failed = await CallAsync(service, HttpMethod.Get, "callbacks/attempts?failed=true", null, HttpStatusCode.OK);
        var replayed = await CallAsync(service, HttpMethod.Post, "callbacks/delivery-status/replay", new { only_failed = false }, HttpStatusCode.OK);
        await listener.WaitAsync(2);
        await CallAsync(service, HttpMethod.Delete, "callbacks/delivery-status", null, HttpStatusCode.NoContent);
        await CallAsync(service, HttpMethod.Delete, "callbacks/delivery-status", null, HttpStatusCode.NotFound);

        Assert.Equal(43, made.GetProperty("signing_secret").GetString()!.Length);
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("signing_secret").ValueKind);
        Assert.Equal(("active", listener.Url + "/2"), (listed.GetProperty("callbacks")[0].GetProperty("state").GetString(), listed.GetProperty("callbacks")[0].GetProperty("url").GetString()));
        Assert.DoesNotContain(CallbackApp.Token, listed.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(made.GetProperty("signing_secret").GetString(), rotated.GetProperty("signing_secret").GetString());
        Assert.Equal("delivered", attempts.GetProperty("attempts")[0].GetProperty("outcome").GetString());
        Assert.Equal(0, failed.GetProperty("attempts").GetArrayLength());
        Assert.Equal(1, replayed.GetProperty("queued").GetInt32());
    }

    [Theory]
    [InlineData("""{"url":"ftp://x.example.org","bearer_token":"1234567890"}""", "url: Must be a valid https URL")]
    [InlineData("""{"url":"","bearer_token":"1234567890"}""", "url: Cannot be empty")]
    [InlineData("""{"url":"https://x.example.org","bearer_token":"short"}""", "bearer_token: Must be at least 10 characters")]
    [InlineData("""{"url":"https://x.example.org"}""", "bearer_token is a required property")]
    public async Task What_will_not_do_is_refused(string body, string message)
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);

        var answer = await CallAsync(service, HttpMethod.Put, "callbacks/delivery-status", JsonSerializer.Deserialize<JsonElement>(body), HttpStatusCode.BadRequest);

        Assert.Equal(message, answer.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Other_services_and_sending_keys_reach_nothing()
    {
        var (service, other) = (await app.ServiceAsync(keyType: KeyType.Management), await app.ServiceAsync(keyType: KeyType.Management));
        await CallAsync(service, HttpMethod.Put, "callbacks/complaint", new { url = "https://x.example.org", bearer_token = CallbackApp.Token }, HttpStatusCode.OK);
        var suppression = await CallAsync(service, HttpMethod.Post, "suppressions", new { recipient = "Sam@Example.com" }, HttpStatusCode.Created);

        Assert.Equal(0, (await CallAsync(other, HttpMethod.Get, "callbacks", null, HttpStatusCode.OK)).GetProperty("callbacks").GetArrayLength());
        await CallAsync(other, HttpMethod.Delete, "callbacks/complaint", null, HttpStatusCode.NotFound);
        await CallAsync(other, HttpMethod.Post, "callbacks/complaint/resume", null, HttpStatusCode.NotFound);
        await CallAsync(other, HttpMethod.Delete, $"suppressions/{suppression.GetProperty("id").GetString()}", null, HttpStatusCode.NotFound);
        await CallAsync(await service.WithKeyAsync(KeyType.Normal), HttpMethod.Get, "callbacks", null, HttpStatusCode.Forbidden);
        await CallAsync(service, HttpMethod.Put, "callbacks/nonsense", new { url = "https://x.example.org", bearer_token = CallbackApp.Token }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Suppression_is_added_found_and_taken_back()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);

        var email = await CallAsync(service, HttpMethod.Post, "suppressions", new { recipient = "Sam@Example.com" }, HttpStatusCode.Created);
        var number = await CallAsync(service, HttpMethod.Post, "suppressions", new { recipient = "07700 900456" }, HttpStatusCode.Created);
        var wrong = await CallAsync(service, HttpMethod.Post, "suppressions", new { recipient = "nobody" }, HttpStatusCode.BadRequest);
        var found = await CallAsync(service, HttpMethod.Get, "suppressions?recipient=%2B447700900456", null, HttpStatusCode.OK);
        var older = await CallAsync(service, HttpMethod.Get, $"suppressions?older_than={number.GetProperty("id").GetString()}", null, HttpStatusCode.OK);
        await CallAsync(service, HttpMethod.Delete, $"suppressions/{email.GetProperty("id").GetString()}", null, HttpStatusCode.NoContent);
        var left = await CallAsync(service, HttpMethod.Get, "suppressions", null, HttpStatusCode.OK);

        Assert.Equal(("email", "sam@example.com", "manual"), (email.GetProperty("channel").GetString(), email.GetProperty("recipient").GetString(), email.GetProperty("reason").GetString()));
        Assert.Equal("recipient is neither an email address nor a phone number", wrong.GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal("+447700900456", found.GetProperty("suppressions")[0].GetProperty("recipient").GetString());
        Assert.Equal("sam@example.com", Assert.Single(older.GetProperty("suppressions").EnumerateArray()).GetProperty("recipient").GetString());
        Assert.Equal("sms", Assert.Single(left.GetProperty("suppressions").EnumerateArray()).GetProperty("channel").GetString());
    }

    private static async Task<JsonElement> CallAsync(SendingService service, HttpMethod method, string path, object? body, HttpStatusCode status)
    {
        using var answer = await service.SendAsync(method, $"/v2/manage/{path}", body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
