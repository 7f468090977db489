using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Notify.Core;
using Notify.Core.Services;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Notifications;

public sealed class SendingTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Email_is_answered_with_every_member_of_the_contract()
    {
        var service = await app.ServiceAsync("Golden Main");
        var template = await service.EmailTemplateAsync("Hello ((name))", "Dear ((name)), *welcome*.");

        using var answer = await service.PostAsync("/v2/notifications/email", new
        {
            email_address = " Amala@Example.com ",
            template_id = template,
            personalisation = new { name = "Amala" },
            reference = "my reference",
        });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        var json = await JsonAsync(answer);
        var id = json.GetProperty("id").GetString();
        Assert.Equal(
            ["content", "id", "reference", "sanitised_content", "scheduled_for", "template", "uri"],
            json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("my reference", json.GetProperty("reference").GetString());
        Assert.Equal("{}", json.GetProperty("sanitised_content").GetRawText());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("scheduled_for").ValueKind);
        Assert.Equal($"{app.BaseUrl}/v2/notifications/{id}", json.GetProperty("uri").GetString());
        Assert.Equal($"{app.BaseUrl}/services/{service.Service.Id}/templates/{template}", json.GetProperty("template").GetProperty("uri").GetString());
        Assert.Equal(1, json.GetProperty("template").GetProperty("version").GetInt32());
        var content = json.GetProperty("content");
        Assert.Equal("Dear Amala, *welcome*.", content.GetProperty("body").GetString());
        Assert.Equal("Hello Amala", content.GetProperty("subject").GetString());
        Assert.StartsWith("golden.main.", content.GetProperty("from_email").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, content.GetProperty("one_click_unsubscribe_url").ValueKind);
    }

    [Fact]
    public async Task Text_is_answered_and_read_back_with_every_member_of_the_contract()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Dear ((name)), it’s ready.");

        using var answer = await service.PostAsync("/v2/notifications/sms", new { phone_number = "07700 900123", template_id = template, personalisation = new { name = "Amala" } });
        var sent = await JsonAsync(answer);
        var read = await service.WaitAsync(sent.GetProperty("id").GetGuid());

        Assert.Equal(
            ["content", "id", "reference", "scheduled_for", "template", "uri"],
            sent.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("{\"body\":\"Dear Amala, it's ready.\",\"from_number\":\"GOVUK\"}", Compact(sent.GetProperty("content")));
        Assert.Equal(
            [
                "body", "completed_at", "cost_details", "cost_in_pounds", "created_at", "created_by_name", "email_address", "id", "is_cost_data_ready",
                "line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "one_click_unsubscribe_url", "phone_number", "postage", "postcode",
                "reference", "scheduled_for", "sent_at", "status", "subject", "template", "type",
            ],
            read.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("delivered", read.GetProperty("status").GetString());
        Assert.Equal("07700 900123", read.GetProperty("phone_number").GetString());
        Assert.Equal("Dear Amala, it's ready.", read.GetProperty("body").GetString());
        Assert.Equal("""{"billable_sms_fragments":1,"international_rate_multiplier":1,"sms_rate":0.0227}""", Compact(read.GetProperty("cost_details")));
        Assert.Equal(0.0227, read.GetProperty("cost_in_pounds").GetDouble());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", read.GetProperty("created_at").GetString());
        Assert.Equal(
            $"{app.BaseUrl}/v2/template/{template}/version/1",
            read.GetProperty("template").GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1}x")]
    [InlineData("/* c */{}")]
    public async Task What_is_no_json_is_refused(string body)
    {
        var service = await app.ServiceAsync();

        Assert.Equal("400 BadRequestError Invalid JSON supplied in POST data", await RefusalAsync(service, "sms", body));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        var service = await app.ServiceAsync();

        using var answer = await service.SendAsync(HttpMethod.Post, "/v2/notifications/sms", new ByteArrayContent([(byte)'"', 0xE9, (byte)'"']));

        Assert.Equal("400 BadRequestError Invalid JSON supplied in POST data", await WordsAsync(answer));
    }

    [Theory]
    [InlineData("sms", "{}", "phone_number is a required property|template_id is a required property")]
    [InlineData("sms", "null", "phone_number is a required property|template_id is a required property")]
    [InlineData("email", "{}", "email_address is a required property|template_id is a required property")]
    [InlineData("sms", "[\"a\"]", "[a] is not of type object")]
    [InlineData("sms", "5", "5 is not of type object")]
    [InlineData("sms", "{\"template_id\":\"bad\"}", "template_id is not a valid UUID|phone_number is a required property")]
    [InlineData("sms", "{\"phone_number\":7700900001,\"template_id\":null}", "phone_number 7700900001 is not of type string|template_id is not a valid UUID")]
    [InlineData("sms", "{\"phone_number\":1.50,\"template_id\":5,\"foo\":1,\"bar\":2}", "phone_number 1.5 is not of type string|template_id is not a valid UUID|Additional properties are not allowed (bar, foo were unexpected)")]
    [InlineData("sms", "{\"phone_number\":\"notaphone\"}", "phone_number Must not contain letters or symbols|template_id is a required property")]
    [InlineData("sms", "{\"phone_number\":\"1234\"}", "phone_number Not enough digits|template_id is a required property")]
    [InlineData("email", "{\"email_address\":\"x\",\"reference\":null}", "reference None is not of type string|email_address Not a valid email address|template_id is a required property")]
    [InlineData("email", "{\"email_address\":\"x\",\"personalisation\":[\"a\",1,null,true,1.5]}", "email_address Not a valid email address|personalisation [a, 1, None, True, 1.5] is not of type object|template_id is a required property")]
    public async Task Faults_of_a_body_come_all_at_once_and_in_order(string channel, string body, string messages)
    {
        var service = await app.ServiceAsync();

        using var answer = await service.SendAsync(HttpMethod.Post, $"/v2/notifications/{channel}", new StringContent(body));

        var json = await JsonAsync(answer);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(400, json.GetProperty("status_code").GetInt32());
        Assert.Equal(messages, string.Join('|', json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString())));
        Assert.All(json.GetProperty("errors").EnumerateArray(), error => Assert.Equal("ValidationError", error.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Reference_over_a_thousand_characters_is_refused()
    {
        var service = await app.ServiceAsync();

        Assert.EndsWith("is too long", await RefusalAsync(service, "sms", Body(Ids.NewRandom(), reference: new string('x', 1001))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_template_is_refused()
    {
        var service = await app.ServiceAsync();

        Assert.Equal("400 BadRequestError Template not found", await RefusalAsync(service, "sms", Body(Ids.NewRandom())));
    }

    [Fact]
    public async Task Template_of_another_service_is_not_found()
    {
        var other = await (await app.ServiceAsync()).SmsTemplateAsync();
        var service = await app.ServiceAsync();

        Assert.Equal("400 BadRequestError Template not found", await RefusalAsync(service, "sms", Body(other)));
    }

    [Fact]
    public async Task Template_of_another_channel_is_refused()
    {
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync();

        Assert.Equal("400 BadRequestError email template is not suitable for sms notification", await RefusalAsync(service, "sms", Body(template)));
    }

    [Fact]
    public async Task Missing_personalisation_is_named_in_the_templates_spelling()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("((First Name)) ((date)) ((first_name))");

        Assert.Equal("400 BadRequestError Missing personalisation: First Name, date", await RefusalAsync(service, "sms", Body(template)));
    }

    [Fact]
    public async Task Text_over_the_limit_is_refused_with_its_length()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync(new string('x', 919));

        Assert.Equal(
            "400 BadRequestError Your message is too long. Text messages cannot be longer than 918 characters. Your message is 919 characters long.",
            await RefusalAsync(service, "sms", Body(template)));
    }

    [Fact]
    public async Task Number_abroad_needs_a_permission()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");

        Assert.Equal("400 BadRequestError Cannot send to international mobile numbers", await RefusalAsync(service, "sms", Body(template, phone: "+33 6 12 34 56 78")));
    }

    [Fact]
    public async Task Team_key_reaches_nobody_while_there_is_no_team()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Team);
        var template = await service.SmsTemplateAsync("Hello");

        Assert.Equal("400 BadRequestError Can’t send to this recipient using a team-only API key", await RefusalAsync(service, "sms", Body(template)));
    }

    [Theory]
    [InlineData("07700900003", "temporary-failure")]
    [InlineData("07700900002", "permanent-failure")]
    [InlineData("07700900123", "delivered")]
    public async Task Test_key_sends_to_nobody_and_the_recipient_decides_the_outcome(string phone, string status)
    {
        var service = await app.ServiceAsync(keyType: KeyType.Test);
        var template = await service.SmsTemplateAsync("Hello");

        var id = await service.AcceptAsync("sms", new { phone_number = phone, template_id = template });

        Assert.Equal(status, (await service.WaitAsync(id)).GetProperty("status").GetString());
        await using var count = app.DataSource.CreateCommand("select count(*) from sandbox_messages where notification_id = $1");
        count.Parameters.Add(new() { Value = id });
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused_in_the_envelope()
    {
        var service = await app.ServiceAsync();

        using var answer = await service.SendAsync(HttpMethod.Post, "/v2/notifications/sms", new ByteArrayContent(new byte[21 * 1024 * 1024]));

        Assert.Equal("413 BadRequestError The request body is too large", await WordsAsync(answer));
    }

    [Fact]
    public async Task Personalisation_is_encrypted_in_the_database()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();

        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template, personalisation = new { name = "Zebedee" } });

        await using var command = app.DataSource.CreateCommand("select personalisation from notifications where id = $1");
        command.Parameters.Add(new() { Value = id });
        Assert.DoesNotContain("Zebedee", Encoding.UTF8.GetString((byte[])(await command.ExecuteScalarAsync())!), StringComparison.Ordinal);
    }

    private static string Body(Guid template, string phone = "07700900123", string? reference = null) => JsonSerializer.Serialize(
        reference is null ? new { phone_number = phone, template_id = template } : (object)new { phone_number = phone, template_id = template, reference });

    private static async Task<string> RefusalAsync(SendingService service, string channel, string body)
    {
        using var answer = await service.SendAsync(HttpMethod.Post, $"/v2/notifications/{channel}", new StringContent(body));
        return await WordsAsync(answer);
    }

    private static async Task<string> WordsAsync(HttpResponseMessage answer)
    {
        var json = await JsonAsync(answer);
        Assert.Equal((int)answer.StatusCode, json.GetProperty("status_code").GetInt32());
        var error = json.GetProperty("errors")[0];
        return $"{(int)answer.StatusCode} {error.GetProperty("error")} {error.GetProperty("message")}";
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json, Relaxed);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
