using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.Core.Services;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Templates;

/// <summary>Templates kept as code, by a key that does nothing else.</summary>
public sealed class ManageTemplatesTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    private static readonly object Reminder = new { name = "reminder", title = "Appointment reminder", type = "email", subject = "Your appointment", body = "Dear ((name)),\n\nsee you soon." };

    [Fact]
    public async Task Template_is_made_changed_and_archived()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);

        var made = await PostAsync(service, "", Reminder, HttpStatusCode.Created);
        var changed = await PostAsync(service, "/reminder", new { body = "Dear ((name)), soon.", version = 1 }, HttpStatusCode.OK);
        var unchanged = await PostAsync(service, "/reminder", new { body = "Dear ((name)), soon." }, HttpStatusCode.OK);
        var archived = await PostAsync(service, $"/{made.GetProperty("id").GetString()}/archive", new { }, HttpStatusCode.OK);

        Assert.Equal(1, made.GetProperty("version").GetInt32());
        Assert.Equal("Appointment reminder", made.GetProperty("title").GetString());
        Assert.Equal(2, changed.GetProperty("version").GetInt32());
        Assert.Equal("Your appointment", changed.GetProperty("subject").GetString());
        Assert.Equal(2, unchanged.GetProperty("version").GetInt32());
        Assert.Equal(3, archived.GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.String, archived.GetProperty("archived_at").ValueKind);
    }

    [Fact]
    public async Task Name_that_is_taken_and_version_that_is_old_are_conflicts()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);
        await PostAsync(service, "", Reminder, HttpStatusCode.Created);
        await PostAsync(service, "/reminder", new { title = "Other" }, HttpStatusCode.OK);

        var taken = await PostAsync(service, "", Reminder, HttpStatusCode.Conflict);
        var old = await PostAsync(service, "/reminder", new { title = "Third", version = 1 }, HttpStatusCode.Conflict);

        Assert.Equal("There is a template with the name reminder already", Message(taken));
        Assert.Equal("Version 1 is not the newest: somebody else has changed the template", Message(old));
    }

    [Fact]
    public async Task Author_is_told_what_will_not_do_as_meant()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);

        var made = await PostAsync(service, "", new { name = "odd", title = "Odd", type = "sms", body = "See http://example.gov for more." }, HttpStatusCode.Created);

        Assert.NotEqual(0, made.GetProperty("advice").GetArrayLength());
    }

    [Fact]
    public async Task All_faults_of_a_body_are_told_at_once()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);

        var refused = await PostAsync(service, "", new { name = "No Good", type = "fax", body = 5, colour = "red" }, HttpStatusCode.BadRequest);

        Assert.Equal(
            [
                "name must be lower-case letters, digits and single hyphens between them, at most 100 characters",
                "body 5 is not of type string",
                "type fax is not one of [sms, email]",
                "title is a required property",
                "Additional properties are not allowed (colour was unexpected)",
            ],
            refused.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Key_that_manages_does_nothing_else_and_no_other_key_manages()
    {
        var manager = await app.ServiceAsync(keyType: KeyType.Management);
        var sender = await app.ServiceAsync();

        using var sending = await manager.PostAsync("/v2/notifications/sms", new { });
        using var managing = await sender.GetAsync("/v2/manage/templates");

        Assert.Equal(HttpStatusCode.Forbidden, sending.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, managing.StatusCode);
    }

    [Fact]
    public async Task Requests_per_minute_are_limited_as_those_that_send()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management, limits: new ServiceLimits { RatePerMinute = 3 });
        using var first = await service.GetAsync("/v2/manage/templates");

        using var second = await service.GetAsync("/v2/manage/templates");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("Exceeded rate limit for key type MANAGEMENT of 3 requests per 60 seconds", Message(await second.Content.ReadFromJsonAsync<JsonElement>()));
    }

    [Fact]
    public async Task Another_services_template_is_not_found()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Management);
        var other = await app.ServiceAsync(keyType: KeyType.Management);
        var made = await PostAsync(other, "", Reminder, HttpStatusCode.Created);
        var id = made.GetProperty("id").GetString();

        await PostAsync(service, $"/{id}", new { title = "Mine" }, HttpStatusCode.NotFound);
        await PostAsync(service, $"/{id}/archive", new { }, HttpStatusCode.NotFound);
        using var shown = await service.GetAsync($"/v2/manage/templates/{id}");
        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }

    private static async Task<JsonElement> PostAsync(SendingService service, string path, object body, HttpStatusCode expected)
    {
        using var answer = await service.PostAsync($"/v2/manage/templates{path}", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode} {json}");
        return json;
    }

    private static string Message(JsonElement answer) => answer.GetProperty("errors")[0].GetProperty("message").GetString()!;
}
