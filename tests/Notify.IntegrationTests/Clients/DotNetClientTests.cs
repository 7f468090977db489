using System.Text;
using Notify.Client;
using Notify.Core;
using Notify.Core.Services;
using Notify.Exceptions;

namespace Notify.IntegrationTests.Clients;

/// <summary>The official .NET client, unchanged, with nothing but another base URL.</summary>
public sealed class DotNetClientTests(ClientApp app) : IClassFixture<ClientApp>
{
    private const string Letters = """{"errors":[{"error":"BadRequestError","message":"Service is not allowed to send letters"}],"status_code":400}""";
    private const string NoResult = """{"errors":[{"error":"NoResultFound","message":"No result found"}],"status_code":404}""";

    private NotificationClient Client => new(app.BaseUrl, app.Sender.Key.Reveal());

    private static Dictionary<string, dynamic> Name => new() { ["name"] = "Amala" };

    private static Dictionary<string, dynamic> NameAndFile => new() { ["name"] = "Amala", ["file"] = "later" };

    private string EmailTemplate => app.EmailTemplate.ToString();

    private string SmsTemplate => app.SmsTemplate.ToString();

    private static string Unknown => Ids.NewRandom().ToString();

    [Theory, BothWays]
    public async Task Text_goes_out_under_the_sender_asked_for(bool isAsync)
    {
        var sent = isAsync
            ? await Client.SendSmsAsync("07700 900123", SmsTemplate, Name, "from .NET", app.TextSender.ToString())
            : Client.SendSms("07700 900123", SmsTemplate, Name, "from .NET", app.TextSender.ToString());

        Assert.Equal(("Dear Amala, welcome.", "VEHICLES"), (sent.content.body, sent.content.fromNumber));
        Assert.Equal(("from .NET", $"{app.BaseUrl}/v2/notifications/{sent.id}"), (sent.reference, sent.uri));
        Assert.Equal((SmsTemplate, 1, $"{app.BaseUrl}/services/{app.Sender.Service.Id}/templates/{SmsTemplate}"), (sent.template.id, sent.template.version, sent.template.uri));
        Assert.Equal("delivered", (await app.Sender.WaitAsync(Guid.Parse(sent.id))).GetProperty("status").GetString());
    }

    [Theory, BothWays]
    public async Task Email_goes_out_with_the_reply_to_address_asked_for(bool isAsync)
    {
        var sent = isAsync
            ? await Client.SendEmailAsync("amala@example.com", EmailTemplate, NameAndFile, "from .NET", app.ReplyTo.ToString())
            : Client.SendEmail("amala@example.com", EmailTemplate, NameAndFile, "from .NET", app.ReplyTo.ToString());

        Assert.Equal(("Hello Amala", "Dear Amala, fetch it: later"), (sent.content.subject, sent.content.body));
        Assert.Contains("@", sent.content.fromEmail, StringComparison.Ordinal);
        Assert.Equal(("from .NET", 2), (sent.reference, sent.template.version));
        Assert.Equal("delivered", (await app.Sender.WaitAsync(Guid.Parse(sent.id))).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("simulate-delivered@notifications.service.gov.uk", false)]
    [InlineData("amala@example.com", true)]
    public async Task File_becomes_a_link_in_the_email(string address, bool isCsv)
    {
        var values = Name;
        values["file"] = NotificationClient.PrepareUpload(Encoding.UTF8.GetBytes("name,age\nAmala,30\n"), isCsv);

        var sent = await Client.SendEmailAsync(address, EmailTemplate, values);

        Assert.Matches("^Dear Amala, fetch it: http://.+/(d|services)/.+$", sent.content.body);
    }

    [Theory, BothWays]
    public async Task Letters_are_refused_readably(bool isAsync)
    {
        var pdf = "%PDF-1.4"u8.ToArray();

        var written = await RefusedAsync(async () => _ = isAsync ? await Client.SendLetterAsync(SmsTemplate, Name, "ref") : Client.SendLetter(SmsTemplate, Name, "ref"));
        var printed = await RefusedAsync(async () => _ = isAsync ? await Client.SendPrecompiledLetterAsync("ref", pdf, "first") : Client.SendPrecompiledLetter("ref", pdf, "first"));

        Assert.All([written, printed], refusal => Assert.Contains($"Status code 400. Error: {Letters}", refusal, StringComparison.Ordinal));
    }

    [Theory, BothWays]
    public async Task Notification_is_read_with_all_it_has(bool isAsync)
    {
        var id = (await Client.SendSmsAsync("07700 900123", SmsTemplate, Name, "read me")).id;
        await app.Sender.WaitAsync(Guid.Parse(id));

        var read = isAsync ? await Client.GetNotificationByIdAsync(id) : Client.GetNotificationById(id);

        Assert.Equal((id, "sms", "delivered", "read me"), (read.id, read.type, read.status, read.reference));
        Assert.Equal(("07700 900123", "Dear Amala, welcome."), (read.phoneNumber, read.body));
        Assert.All([read.createdAt, read.sentAt, read.completedAt], Assert.NotNull);
        Assert.Equal((SmsTemplate, 1), (read.template.id, read.template.version));
    }

    [Theory, BothWays]
    public async Task Notifications_are_listed_filtered_and_paged_to_the_end(bool isAsync)
    {
        var reference = $"list {isAsync}";
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await Client.SendSmsAsync("07700 900123", SmsTemplate, Name, reference)).id);
        }

        var read = new List<string>();
        for (string older = ""; ;)
        {
            var page = isAsync ? await Client.GetNotificationsAsync("sms", "", reference, older) : Client.GetNotifications("sms", "", reference, older);
            if (page.notifications.Count == 0)
            {
                break;
            }

            Assert.Contains("older_than=", page.links.next, StringComparison.Ordinal);
            read.AddRange(page.notifications.Select(notification => notification.id));
            older = page.notifications[^1].id;
        }

        Assert.Equal(ids, read);
        Assert.Equal(ids[1..], (await Client.GetNotificationsAsync(reference: reference, olderThanId: ids[0])).notifications.Select(notification => notification.id));
        Assert.Empty((await Client.GetNotificationsAsync("email", reference: reference)).notifications);
    }

    [Theory, BothWays]
    public async Task Notifications_are_listed_with_those_of_spreadsheets_and_by_status(bool isAsync)
    {
        var id = (await Client.SendEmailAsync("amala@example.com", EmailTemplate, NameAndFile, $"status {isAsync}")).id;
        await app.Sender.WaitAsync(Guid.Parse(id));

        var all = isAsync
            ? await Client.GetNotificationsAsync("", "delivered", $"status {isAsync}", "", includeSpreadsheetUploads: true)
            : Client.GetNotifications("", "delivered", $"status {isAsync}", "", includeSpreadsheetUploads: true);

        Assert.Equal("amala@example.com", Assert.Single(all.notifications, notification => notification.id == id).emailAddress);
        Assert.Contains("include_jobs=True", all.links.current, StringComparison.Ordinal);
    }

    [Theory, BothWays]
    public async Task Received_texts_are_read_and_paged(bool isAsync)
    {
        var newest = isAsync ? await Client.GetReceivedTextsAsync() : Client.GetReceivedTexts();
        var older = isAsync ? await Client.GetReceivedTextsAsync(newest.receivedTexts[0].id) : Client.GetReceivedTexts(newest.receivedTexts[0].id);

        Assert.Equal(["Thank you", "Please stop"], newest.receivedTexts.Select(text => text.content));
        Assert.Equal(app.ReceivedTexts[1].ToString(), Assert.Single(older.receivedTexts).id);
        Assert.Equal(("07700900999", "447700900123"), (newest.receivedTexts[0].notifyNumber, newest.receivedTexts[0].userNumber));
        Assert.Equal(app.Sender.Service.Id.ToString(), newest.receivedTexts[0].serviceId);
        Assert.NotNull(newest.receivedTexts[0].createdAt);
        Assert.StartsWith(app.BaseUrl, newest.links.current, StringComparison.Ordinal);
    }

    [Theory, BothWays]
    public async Task Templates_are_read_in_every_version(bool isAsync)
    {
        var newest = isAsync ? await Client.GetTemplateByIdAsync(EmailTemplate) : Client.GetTemplateById(EmailTemplate);
        var first = isAsync ? await Client.GetTemplateByIdAndVersionAsync(EmailTemplate, 1) : Client.GetTemplateByIdAndVersion(EmailTemplate, 1);
        var without = isAsync ? await Client.GetTemplateByIdAndVersionAsync(EmailTemplate) : Client.GetTemplateByIdAndVersion(EmailTemplate);

        Assert.Equal((EmailTemplate, "email", 2, "Licence"), (newest.id, newest.type, newest.version, newest.name));
        Assert.Equal(("Hello ((name))", "Dear ((name)), fetch it: ((file))"), (newest.subject, newest.body));
        Assert.NotNull(newest.updated_at);
        Assert.Equal((1, "Dear ((name)), welcome."), (first.version, first.body));
        Assert.Equal(2, without.version);
    }

    [Theory, BothWays]
    public async Task Templates_are_listed_by_kind(bool isAsync)
    {
        var all = isAsync ? await Client.GetAllTemplatesAsync() : Client.GetAllTemplates();
        var texts = isAsync ? await Client.GetAllTemplatesAsync("sms") : Client.GetAllTemplates("sms");

        Assert.Equal(new[] { EmailTemplate, SmsTemplate }.Order(), all.templates.Select(template => template.id).Order());
        Assert.Equal(SmsTemplate, Assert.Single(texts.templates).id);
    }

    [Theory, BothWays]
    public async Task Template_is_previewed(bool isAsync)
    {
        var preview = isAsync ? await Client.GenerateTemplatePreviewAsync(EmailTemplate, NameAndFile) : Client.GenerateTemplatePreview(EmailTemplate, NameAndFile);

        Assert.Equal((EmailTemplate, "email", 2), (preview.id, preview.type, preview.version));
        Assert.Equal(("Hello Amala", "Dear Amala, fetch it: later"), (preview.subject, preview.body));
    }

    [Theory, BothWays]
    public async Task Pdf_of_what_is_no_letter_is_refused_readably(bool isAsync)
    {
        var id = (await Client.SendSmsAsync("07700 900123", SmsTemplate, Name)).id;

        var refusal = await RefusedAsync(async () => _ = isAsync ? await Client.GetPdfForLetterAsync(id) : Client.GetPdfForLetter(id));

        Assert.Contains("""{"errors":[{"error":"BadRequestError","message":"Notification is not a letter"}],"status_code":400}""", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public Task Request_without_a_token_is_refused() => RefusesAsync(
        401,
        """{"errors":[{"error":"AuthError","message":"Unauthorized: authentication token must be provided"}],"status_code":401}""",
        async () =>
        {
            using var http = new HttpClient(new WithoutToken());
            using var wrapper = new HttpClientWrapper(http);
            var client = new NotificationClient(wrapper, app.Sender.Key.Reveal());
            wrapper.BaseAddress = new Uri(app.BaseUrl);   // after the client, which sets its own
            await client.GetAllTemplatesAsync();
        });

    [Fact]
    public Task Wrong_secret_is_refused() => RefusesAsync(
        403,
        """{"errors":[{"error":"AuthError","message":"Invalid token: API key not found"}],"status_code":403}""",
        () => new NotificationClient(app.BaseUrl, $"{app.Sender.Key.Reveal()[..^36]}{Unknown}").GetAllTemplatesAsync());

    [Fact]
    public Task Revoked_key_is_refused() => RefusesAsync(
        403,
        """{"errors":[{"error":"AuthError","message":"Invalid token: API key revoked"}],"status_code":403}""",
        async () => await new NotificationClient(app.BaseUrl, await app.RevokedKeyAsync()).GetAllTemplatesAsync());

    [Fact]
    public Task Unknown_notification_is_refused() => RefusesAsync(404, NoResult, () => Client.GetNotificationByIdAsync(Unknown));

    [Fact]
    public Task Unknown_template_is_refused() => RefusesAsync(404, NoResult, () => Client.GetTemplateByIdAsync(Unknown));

    [Fact]
    public Task Sending_with_an_unknown_template_is_refused() => RefusesAsync(
        400,
        """{"errors":[{"error":"BadRequestError","message":"Template not found"}],"status_code":400}""",
        () => Client.SendSmsAsync("07700 900123", Unknown));

    [Fact]
    public Task Missing_personalisation_is_refused() => RefusesAsync(
        400,
        """{"errors":[{"error":"BadRequestError","message":"Missing personalisation: name, file"}],"status_code":400}""",
        () => Client.SendEmailAsync("amala@example.com", EmailTemplate));

    [Fact]
    public Task Several_faults_come_in_one_answer() => RefusesAsync(
        400,
        """{"errors":[{"error":"ValidationError","message":"email_address Not a valid email address"},{"error":"ValidationError","message":"email_reply_to_id is not a valid UUID"}],"status_code":400}""",
        () => Client.SendEmailAsync("amala", EmailTemplate, Name, emailReplyToId: "1"));

    [Fact]
    public Task Number_without_enough_digits_is_refused() => RefusesAsync(
        400,
        """{"errors":[{"error":"ValidationError","message":"phone_number Not enough digits"}],"status_code":400}""",
        () => Client.SendSmsAsync("0770", SmsTemplate, Name));

    [Fact]
    public Task Stranger_is_refused_to_a_team_key() => RefusesAsync(
        400,
        """{"errors":[{"error":"BadRequestError","message":"Can\u2019t send to this recipient using a team-only API key"}],"status_code":400}""",
        async () => await new NotificationClient(app.BaseUrl, (await app.Sender.WithKeyAsync(KeyType.Team)).Key.Reveal()).SendSmsAsync("07700 900123", SmsTemplate, Name));

    [Fact]
    public Task Too_many_requests_a_minute_are_refused() => RefusesAsync(
        429,
        """{"errors":[{"error":"RateLimitError","message":"Exceeded rate limit for key type LIVE of 1 requests per 60 seconds"}],"status_code":429}""",
        () => SendTwiceAsync(new() { RatePerMinute = 1 }));

    [Fact]
    public Task Too_many_texts_a_day_are_refused() => RefusesAsync(
        429,
        """{"errors":[{"error":"TooManyRequestsError","message":"Exceeded send limits (sms: 1) for today"}],"status_code":429}""",
        () => SendTwiceAsync(new() { DailySms = 1 }));

    private async Task SendTwiceAsync(ServiceLimits limits)
    {
        var service = await app.ServiceAsync(limits: limits);
        var template = (await service.SmsTemplateAsync()).ToString();
        var client = new NotificationClient(app.BaseUrl, service.Key.Reveal());
        await client.SendSmsAsync("07700 900123", template, Name);
        await client.SendSmsAsync("07700 900123", template, Name);
    }

    /// <summary>People parse the client's message, which holds the answer as it came.</summary>
    private static async Task RefusesAsync(int status, string envelope, Func<Task> call) =>
        Assert.Contains($"Status code {status}. Error: {envelope}", await RefusedAsync(call), StringComparison.Ordinal);

    /// <summary>The methods that are not asynchronous wrap the client's exception.</summary>
    private static async Task<string> RefusedAsync(Func<Task> call)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(call);
        return Assert.IsType<NotifyClientException>(thrown is AggregateException several ? several.InnerException : thrown).Message;
    }

    private sealed class WithoutToken() : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = null;
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>With the client's asynchronous method and with the other.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class BothWaysAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[true], [false]];
    }
}
