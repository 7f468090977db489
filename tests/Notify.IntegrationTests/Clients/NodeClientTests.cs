using System.Text.Json;
using Notify.Core;
using Notify.Core.Services;

namespace Notify.IntegrationTests.Clients;

/// <summary>The official Node.js client, unchanged, with nothing but another base URL.</summary>
public sealed class NodeClientTests(NodeClient node) : IClassFixture<NodeClient>
{
    private static readonly object Name = new { name = "Amala" };

    private static readonly string[] OnlyName = ["name"];
    private static readonly string[] CreatedOrDelivered = ["created", "delivered"];

    private static string Unknown => Ids.NewRandom().ToString();

    [Fact]
    public async Task Email_goes_out_with_every_option()
    {
        var sent = await DataAsync("sendEmail", node.App.EmailTemplate, "amala@example.com", new
        {
            personalisation = new { name = "*Amala*", file = "later" },
            reference = "from node",
            emailReplyToId = node.App.ReplyTo,
            oneClickUnsubscribeURL = "https://example.gov/leave",
            sanitiseContentFor = OnlyName,
        });

        Assert.Equal("from node", sent.GetProperty("reference").GetString());
        Assert.Equal("https://example.gov/leave", sent.GetProperty("content").GetProperty("one_click_unsubscribe_url").GetString());
        Assert.Equal("Dear \\*Amala\\*, fetch it: later", sent.GetProperty("content").GetProperty("body").GetString());
        Assert.Equal("*Amala*", sent.GetProperty("sanitised_content").GetProperty("name").GetProperty("unsanitised").GetString());
        Assert.Equal("delivered", (await node.App.Sender.WaitAsync(sent.GetProperty("id").GetGuid())).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("amala@example.com", "/d/")]
    [InlineData("simulate-delivered@notifications.service.gov.uk", "/documents/test-document")]
    public async Task File_becomes_a_link_in_the_email(string address, string path)
    {
        var file = new Dictionary<string, object> { ["$upload"] = new object[] { "name,age", new { filename = "list.csv", confirmEmailBeforeDownload = true, retentionPeriod = "4 weeks" } } };
        var bare = new Dictionary<string, object> { ["$upload"] = new object[] { "Dear Amala" } };

        foreach (var upload in new[] { file, bare })
        {
            var sent = await DataAsync("sendEmail", node.App.EmailTemplate, address, new { personalisation = new { name = "Amala", file = upload } });

            Assert.Contains(path, sent.GetProperty("content").GetProperty("body").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Text_goes_out_under_the_sender_asked_for_and_is_read()
    {
        var sent = await SendTextAsync("from node", node.App.TextSender);
        await node.App.Sender.WaitAsync(sent.GetProperty("id").GetGuid());

        var read = await DataAsync("getNotificationById", sent.GetProperty("id"));

        Assert.Equal("VEHICLES", sent.GetProperty("content").GetProperty("from_number").GetString());
        Assert.Equal("Dear Amala, welcome.", sent.GetProperty("content").GetProperty("body").GetString());
        Assert.Equal(("delivered", "from node"), (read.GetProperty("status").GetString(), read.GetProperty("reference").GetString()));
        Assert.Equal(("sms", "Dear Amala, welcome."), (read.GetProperty("type").GetString(), read.GetProperty("body").GetString()));
    }

    [Fact]
    public async Task Notifications_are_filtered_by_kind_statuses_and_reference_and_paged_to_the_end()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var id = (await SendTextAsync("node list")).GetProperty("id").GetGuid();
            await node.App.Sender.WaitAsync(id);
            ids.Insert(0, id);
        }

        var read = new List<Guid>();
        for (Guid? older = null; ;)
        {
            var page = await DataAsync("getNotifications", "sms", CreatedOrDelivered, "node list", older);
            Guid[] found = [.. page.GetProperty("notifications").EnumerateArray().Select(notification => notification.GetProperty("id").GetGuid())];
            if (found.Length == 0)
            {
                break;
            }

            read.AddRange(found);
            older = found[^1];
        }

        Assert.Equal(ids, read);
        var second = await DataAsync("getNotifications", "sms", "delivered", "node list", ids[0]);
        Assert.Equal(ids[1..], second.GetProperty("notifications").EnumerateArray().Select(notification => notification.GetProperty("id").GetGuid()));
        Assert.Empty((await DataAsync("getNotifications", "email", null, "node list")).GetProperty("notifications").EnumerateArray());
        Assert.Empty((await DataAsync("getNotifications", null, "failed", "node list")).GetProperty("notifications").EnumerateArray());
    }

    [Fact]
    public async Task Templates_are_read_in_every_version_and_listed_by_kind()
    {
        var newest = await DataAsync("getTemplateById", node.App.EmailTemplate);
        var first = await DataAsync("getTemplateByIdAndVersion", node.App.EmailTemplate, 1);
        var all = await DataAsync("getAllTemplates");
        var texts = await DataAsync("getAllTemplates", "sms");

        Assert.Equal((2, "Dear ((name)), fetch it: ((file))"), (newest.GetProperty("version").GetInt32(), newest.GetProperty("body").GetString()));
        Assert.Equal((1, "Dear ((name)), welcome."), (first.GetProperty("version").GetInt32(), first.GetProperty("body").GetString()));
        Assert.Equal(2, all.GetProperty("templates").GetArrayLength());
        Assert.Equal(node.App.SmsTemplate, Assert.Single(texts.GetProperty("templates").EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Template_is_previewed()
    {
        var preview = await DataAsync("previewTemplateById", node.App.EmailTemplate, new { name = "Amala", file = "later" });

        Assert.Equal("Hello Amala", preview.GetProperty("subject").GetString());
        Assert.Equal("Dear Amala, fetch it: later", preview.GetProperty("body").GetString());
        Assert.StartsWith("<p", preview.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Received_texts_are_read_and_paged()
    {
        var newest = (await DataAsync("getReceivedTexts")).GetProperty("received_text_messages");
        var older = (await DataAsync("getReceivedTexts", node.App.ReceivedTexts[0])).GetProperty("received_text_messages");

        Assert.Equal(["Thank you", "Please stop"], newest.EnumerateArray().Select(text => text.GetProperty("content").GetString()));
        Assert.Equal(node.App.ReceivedTexts[1], Assert.Single(older.EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Letters_are_refused()
    {
        Refused(await node.CallAsync("sendLetter", [node.App.SmsTemplate, new { personalisation = Name, reference = "ref" }]), 400, "BadRequestError", "Service is not allowed to send letters");
        Refused(
            await node.CallAsync("sendPrecompiledLetter", ["ref", new Dictionary<string, string> { ["$bytes"] = "%PDF-1.4" }, "first"]),
            400,
            "BadRequestError",
            "Service is not allowed to send letters");
    }

    [Fact]
    public async Task Pdf_of_what_is_no_letter_is_refused_with_errors_that_the_client_can_read()
    {
        var sent = await SendTextAsync("no letter");

        Refused(await node.CallAsync("getPdfForLetterNotification", [sent.GetProperty("id")]), 400, "BadRequestError", "Notification is not a letter");
    }

    [Fact]
    public async Task Request_without_a_token_is_refused() =>
        Refused(await node.CallAsync("getAllTemplates", [], without: "token"), 401, "AuthError", "Unauthorized: authentication token must be provided");

    [Fact]
    public async Task Wrong_secret_is_refused() => Refused(
        await node.CallAsync("getAllTemplates", [], $"{node.App.Sender.Key.Reveal()[..^36]}{Unknown}"), 403, "AuthError", "Invalid token: API key not found");

    [Fact]
    public async Task Revoked_key_is_refused() =>
        Refused(await node.CallAsync("getAllTemplates", [], await node.App.RevokedKeyAsync()), 403, "AuthError", "Invalid token: API key revoked");

    [Fact]
    public async Task Unknown_notification_is_refused() =>
        Refused(await node.CallAsync("getNotificationById", [Unknown]), 404, "NoResultFound", "No result found");

    [Fact]
    public async Task Unknown_template_is_refused() => Refused(await node.CallAsync("getTemplateById", [Unknown]), 404, "NoResultFound", "No result found");

    [Fact]
    public async Task Unknown_notification_has_no_pdf_and_the_client_can_read_why() =>
        Refused(await node.CallAsync("getPdfForLetterNotification", [Unknown]), 404, "NoResultFound", "No result found");

    [Fact]
    public async Task Sending_with_an_unknown_template_is_refused() =>
        Refused(await node.CallAsync("sendSms", [Unknown, "07700 900123"]), 400, "BadRequestError", "Template not found");

    [Fact]
    public async Task Missing_personalisation_is_refused_in_sending_and_preview()
    {
        Refused(await node.CallAsync("sendSms", [node.App.SmsTemplate, "07700 900123"]), 400, "BadRequestError", "Missing personalisation: name");
        Refused(await node.CallAsync("previewTemplateById", [node.App.SmsTemplate]), 400, "BadRequestError", "Missing personalisation: name");
    }

    [Fact]
    public async Task Several_faults_come_in_one_answer()
    {
        var refused = await node.CallAsync("sendEmail", [node.App.EmailTemplate, "amala", new { emailReplyToId = "1" }]);

        Assert.Equal(
            ["email_address Not a valid email address", "email_reply_to_id is not a valid UUID"],
            refused.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Unknown_status_is_refused()
    {
        var refused = await node.CallAsync("getNotifications", [null, "lost"]);

        Assert.Equal(400, refused.GetProperty("status").GetInt32());
        Assert.StartsWith("status lost is not one of [", refused.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_is_refused_to_a_team_key() => Refused(
        await node.CallAsync("sendSms", [node.App.SmsTemplate, "07700 900123", new { personalisation = Name }], (await node.App.Sender.WithKeyAsync(KeyType.Team)).Key.Reveal()),
        400,
        "BadRequestError",
        "Can’t send to this recipient using a team-only API key");

    [Fact]
    public async Task Too_many_requests_a_minute_are_refused() => Refused(
        await SendTwiceAsync(new() { RatePerMinute = 1 }), 429, "RateLimitError", "Exceeded rate limit for key type LIVE of 1 requests per 60 seconds");

    [Fact]
    public async Task Too_many_texts_a_day_are_refused() => Refused(
        await SendTwiceAsync(new() { DailySms = 1 }), 429, "TooManyRequestsError", "Exceeded send limits (sms: 1) for today");

    private async Task<JsonElement> SendTwiceAsync(ServiceLimits limits)
    {
        var service = await node.App.ServiceAsync(limits: limits);
        object?[] arguments = [await service.SmsTemplateAsync(), "07700 900123", new { personalisation = Name }];
        Assert.True((await node.CallAsync("sendSms", arguments, service.Key.Reveal())).TryGetProperty("data", out _));
        return await node.CallAsync("sendSms", arguments, service.Key.Reveal());
    }

    private Task<JsonElement> SendTextAsync(string reference, Guid? sender = null) =>
        DataAsync("sendSms", node.App.SmsTemplate, "07700 900123", new { personalisation = Name, reference, smsSenderId = sender });

    private async Task<JsonElement> DataAsync(string method, params object?[] arguments)
    {
        var answer = await node.CallAsync(method, arguments);
        Assert.True(answer.TryGetProperty("data", out var data), answer.ToString());
        return data;
    }

    private static void Refused(JsonElement answer, int status, string error, string message)
    {
        Assert.True(answer.TryGetProperty("status", out var found), answer.ToString());
        Assert.Equal((status, status), (found.GetInt32(), answer.GetProperty("statusCode").GetInt32()));
        var only = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal((error, message), (only.GetProperty("error").GetString(), only.GetProperty("message").GetString()));
    }
}
