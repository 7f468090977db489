using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.ReceivedTexts;
using Notify.Data.Services;
using Notify.IntegrationTests.Delivery;
using Notify.Providers.Sms.Twilio;
using Notify.Server.Receipts;
using Notify.TestKit.Carriers;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Receipts;

/// <summary>From the API through Twilio's stand-in and back.</summary>
public sealed class TwilioTests(TwilioTests.TwilioApp app) : IClassFixture<TwilioTests.TwilioApp>
{
    private static int _number;

    [Theory]
    [InlineData("delivered", null, "delivered")]
    [InlineData("undelivered", 30003, "temporary-failure")]
    [InlineData("undelivered", 30005, "permanent-failure")]
    [InlineData("failed", 30002, "technical-failure")]
    [InlineData("failed", 99999, "temporary-failure")]
    [InlineData("undelivered", null, "temporary-failure")]
    [InlineData("failed", null, "technical-failure")]
    [InlineData("canceled", null, "technical-failure")]
    public async Task Text_goes_out_and_its_end_comes_back(string status, int? code, string ours)
    {
        var (service, id, message) = await SentAsync();
        Assert.Equal(("Dear Sam, welcome.", "false"), (message.Form["Body"], message.Form["SmartEncoded"]));
        Assert.Equal($"{app.BaseUrl}/receipts/twilio/{id}#rc=5&rp=all&ct=3000&rt=5000", message.Form["StatusCallback"]);
        Assert.InRange(int.Parse(message.Form["ValidityPeriod"], System.Globalization.CultureInfo.InvariantCulture), 7_000, 7_200);

        foreach (var before in new[] { "queued", "sent" })
        {
            using var taken = await app.Twilio.CallBackAsync(message, before, 30003);
            Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        }

        await service.WaitAsync(id, "sending");
        using var answer = await app.Twilio.CallBackAsync(message, status, code);

        Assert.Equal((HttpStatusCode.NoContent, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        await service.WaitAsync(id, ours);
        using var events = await service.GetAsync($"/v2/notifications/{id}/events");
        Assert.Contains(ours, await events.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        app.Twilio.Listener.AssertNothingUnexpected();
    }

    [Fact]
    public async Task Trace_leads_from_the_request_to_twilio_s_callback()
    {
        using var spans = new Spans();
        var (service, id, message) = await SentAsync();
        await service.WaitAsync(id, "sending");
        using var answer = await app.Twilio.CallBackAsync(message, "delivered");
        await service.WaitAsync(id, "delivered");

        Assert.Equal(["accept", "send", "receipt"], spans.Of(id).Select(span => span.OperationName));
    }

    [Fact]
    public async Task Callbacks_twice_late_and_out_of_order_change_what_is_final_no_more()
    {
        var (service, id, message) = await SentAsync();
        foreach (var status in new[] { "delivered", "sent", "delivered", "undelivered" })
        {
            using var answer = await app.Twilio.CallBackAsync(message, status);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        Assert.Equal("delivered", (await service.WaitAsync(id)).GetProperty("status").GetString());
        Assert.Equal(3L, await ScalarAsync("select count(*) from notification_events where notification_id = $1", id));
        using var events = await service.GetAsync($"/v2/notifications/{id}/events");
        Assert.Contains("\"repeats\":1,\"status\":\"delivered\"", await events.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_that_twilio_refuses_fails_for_good()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", Body(await service.SmsTemplateAsync(), TwilioStandIn.InvalidNumber));

        Assert.Equal("permanent-failure", (await service.WaitAsync(id)).GetProperty("status").GetString());
        Assert.Equal(1L, await ScalarAsync("select count(*) from notification_events where notification_id = $1 and reason like '21211%'", id));
    }

    [Fact]
    public async Task Wrong_signature_is_refused_and_nothing_is_stored()
    {
        var (_, id, message) = await SentAsync();
        KeyValuePair<string, string>[] fields = [new("MessageSid", message.Sid), new("MessageStatus", "delivered")];

        using var wrong = await app.Twilio.PostAsync($"{app.BaseUrl}/receipts/twilio/{id}", fields, token: "guessed");
        using var without = await app.Http.PostAsync($"/receipts/twilio/{id}", new FormUrlEncodedContent(fields));
        using var algorithm = await SettingsAsync($"{app.BaseUrl}/receipts/twilio/{id}", fields, "key=rule,algorithm=HMAC_MD5");
        using var unknownKey = await SettingsAsync($"{app.BaseUrl}/receipts/twilio/{id}", fields, "key=other,algorithm=HMAC_SHA256");

        Assert.All([wrong, without, algorithm, unknownKey], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal(0L, await ScalarAsync("select count(*) from notification_events where notification_id = $1", id));
    }

    [Fact]
    public async Task Second_token_and_the_key_of_a_rule_are_believed()
    {
        var (service, id, message) = await SentAsync();
        KeyValuePair<string, string>[] queued = [new("MessageSid", message.Sid), new("MessageStatus", "queued")];
        KeyValuePair<string, string>[] delivered = [new("MessageSid", message.Sid), new("MessageStatus", "delivered")];

        using var old = await app.Twilio.PostAsync($"{app.BaseUrl}/receipts/twilio/{id}", queued, token: "the token before");
        using var rule = await SettingsAsync($"{app.BaseUrl}/receipts/twilio/{id}", delivered, "key=rule,algorithm=HMAC_SHA256");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (old.StatusCode, rule.StatusCode));
        await service.WaitAsync(id, "delivered");
    }

    [Fact]
    public async Task Callback_about_an_unknown_notification_and_one_too_long_are_answered()
    {
        var url = $"{app.BaseUrl}/receipts/twilio/{Ids.New(TimeProvider.System)}";
        using var unknown = await app.Twilio.PostAsync(url, [new("MessageSid", "SM1"), new("MessageStatus", "delivered")]);
        using var huge = await app.Twilio.PostAsync(url, [new("MessageSid", new string('x', 100_000))]);
        using var missing = await app.Twilio.PostAsync(url, [new("MessageStatus", "delivered")]);

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest), (unknown.StatusCode, huge.StatusCode, missing.StatusCode));
    }

    [Fact]
    public async Task Sender_that_is_a_number_goes_out_with_its_country_code()
    {
        var service = await app.ServiceAsync();
        await app.Services.GetRequiredService<SenderStore>().AddTextSenderAsync(service.Service.Id, "07700900789", isDefault: true, CancellationToken.None);
        var id = await service.AcceptAsync("sms", Body(await service.SmsTemplateAsync(), "07700900123"));

        Assert.Equal("+447700900789", (await MessageAsync(id)).Form["From"]);
    }

    [Theory]
    [InlineData("", "", "From", "Ministry")]
    [InlineData("", "+15005550006", "From", "+15005550006")]
    [InlineData("MG0123456789abcdef0123456789abcdef", "+15005550006", "MessagingServiceSid", "MG0123456789abcdef0123456789abcdef")]
    public async Task Messaging_service_comes_before_the_account_s_number_and_that_before_the_text_s_own_sender(string service, string number, string field, string value)
    {
        using var twilio = new TwilioSmsProvider(
            Options.Create(new TwilioOptions
            {
                AccountSid = TwilioStandIn.AccountSid,
                ApiKey = TwilioStandIn.ApiKey,
                ApiSecret = TwilioStandIn.ApiSecret,
                BaseUrl = app.Twilio.Listener.BaseUrl,
                MessagingServiceSid = service,
                From = number,
            }),
            id => $"https://notify.example/{id}");
        var sms = Texts.One() with { Sender = "Ministry" };

        Assert.IsType<SendOutcome.Accepted>(await twilio.SendAsync(sms, CancellationToken.None));

        var form = (await MessageAsync(sms.NotificationId)).Form;
        Assert.Equal(value, form[field]);
        Assert.Single(form.Keys, name => name is "From" or "MessagingServiceSid");
    }

    [Fact]
    public async Task Lost_callback_is_made_good_by_asking()
    {
        var (service, id, message) = await SentAsync();
        await service.WaitAsync(id, "sending");
        app.Twilio.End(message.Sid, "undelivered", 30005);
        await using (var age = app.DataSource.CreateCommand("update notifications set sent_at = now() - interval '61 minutes' where id = $1"))
        {
            age.Parameters.Add(new() { Value = id });
            await age.ExecuteNonQueryAsync();
        }

        using var scope = app.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<AskTwilioJob>().RunAsync(default);

        Assert.Equal("permanent-failure", (await service.WaitAsync(id)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("Yes please", null, null)]
    [InlineData(" Stop! ", null, "stop")]
    [InlineData("ATAL", null, "stop")]
    [InlineData("please cancel my appointment", null, null)]
    [InlineData("Arrêt", "STOP", "stop")]
    [InlineData("start", null, "start")]
    public async Task Text_from_a_person_reaches_the_service_that_owns_the_number_once(string body, string? optOutType, string? word)
    {
        var (service, number) = await WithNumberAsync();
        List<KeyValuePair<string, string>> fields = [new("MessageSid", $"SM{Ids.NewRandom():N}"), new("From", "+447700900123"), new("To", $"+44{number[1..]}"), new("Body", body), new("NumMedia", "0")];
        if (optOutType is not null)
        {
            fields.Add(new("OptOutType", optOutType));
        }

        for (var i = 0; i < 2; i++)
        {
            using var answer = await app.Twilio.PostAsync($"{app.BaseUrl}/receipts/twilio/inbound", fields);
            Assert.Equal((HttpStatusCode.OK, "<Response/>", "text/xml"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType));
        }

        using var read = await service.GetAsync("/v2/received-text-messages");
        using var page = JsonDocument.Parse(await read.Content.ReadAsStringAsync());
        var text = Assert.Single(page.RootElement.GetProperty("received_text_messages").EnumerateArray());
        Assert.Equal((body, number, "447700900123"), (text.GetProperty("content").GetString(), text.GetProperty("notify_number").GetString(), text.GetProperty("user_number").GetString()));
        Assert.Equal(word as object ?? DBNull.Value, await ScalarAsync("select opt_out from received_texts where id = $1", text.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Lost_callbacks_all_have_their_turn_to_be_asked_about()
    {
        var sids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (service, id, message) = await SentAsync();
            await service.WaitAsync(id, "sending");
            await ScalarAsync("update notifications set sent_at = now() - interval '61 minutes' where id = $1 returning 1", id);
            sids.Add(message.Sid);
        }

        using var scope = app.Services.CreateScope();
        var job = scope.ServiceProvider.GetRequiredService<AskTwilioJob>();
        var before = app.Twilio.Listener.Calls.Count;
        for (var run = 0; run < 3; run++)
        {
            await job.RunAsync(batchSize: 1, mostAsked: 2, default);
        }

        var asked = app.Twilio.Listener.Calls.Skip(before).Where(call => call.Method == "GET").Select(call => sids.FindIndex(sid => call.Target.Contains(sid, StringComparison.Ordinal)));
        Assert.Equal([0, 1, 2, 0, 1], asked);
    }

    [Theory]
    [InlineData("STOP", 1L)]
    [InlineData("Hello", 0L)]
    public async Task Service_that_may_not_receive_texts_is_kept_from_whom_says_stop_all_the_same(string body, long suppressions)
    {
        var (service, number) = await WithNumberAsync();
        await ScalarAsync("update services set permissions = array_remove(permissions, 'inbound_sms') where id = $1 returning 1", service.Service.Id);

        using var answer = await app.Twilio.PostAsync(
            $"{app.BaseUrl}/receipts/twilio/inbound", [new("MessageSid", $"SM{Ids.NewRandom():N}"), new("From", "+447700900321"), new("To", $"+44{number[1..]}"), new("Body", body)]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            suppressions, await ScalarAsync("select count(*) from suppressions where service_id = $1 and recipient = '+447700900321' and reason = 'opted-out'", service.Service.Id));
        Assert.Equal(0L, await ScalarAsync("select count(*) from received_texts where service_id = $1", service.Service.Id));
    }

    [Fact]
    public async Task Text_to_a_number_that_nobody_has_is_answered_all_the_same()
    {
        using var answer = await app.Twilio.PostAsync(
            $"{app.BaseUrl}/receipts/twilio/inbound", [new("MessageSid", "SM9"), new("From", "+447700900123"), new("To", "+447700900999"), new("Body", "Hello")]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Number_belongs_to_one_service_at_a_time()
    {
        var (service, number) = await WithNumberAsync();
        var other = await app.ServiceAsync();
        var texts = app.Services.GetRequiredService<ReceivedTextStore>();

        Assert.False(await texts.AddNumberAsync(other.Service.Id, number, default));
        Assert.True(await texts.AddNumberAsync(service.Service.Id, number, default));
        Assert.True(await texts.RemoveNumberAsync(service.Service.Id, number, default));
        Assert.True(await texts.AddNumberAsync(other.Service.Id, number, default));
        Assert.Contains(ServicePermission.InboundSms, (await app.Services.GetRequiredService<ServiceStore>().FindAsync(other.Service.Id.ToString(), default))!.Permissions);
    }

    private async Task<(SendingService Service, string Number)> WithNumberAsync()
    {
        var service = await app.ServiceAsync();
        var number = $"07700900{Interlocked.Increment(ref _number):D3}";
        Assert.True(await app.Services.GetRequiredService<ReceivedTextStore>().AddNumberAsync(service.Service.Id, number, default));
        return (service, number);
    }

    private static async Task<HttpResponseMessage> SettingsAsync(string url, IReadOnlyCollection<KeyValuePair<string, string>> fields, string settings)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("X-Twilio-Webhooks-Signature-Settings", settings);
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Sign("the rule's key", url, fields, sha256: true));
        return await http.SendAsync(request);
    }

    private async Task<(SendingService Service, Guid Id, TwilioStandIn.Message Message)> SentAsync()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", Body(await service.SmsTemplateAsync(), "07700900123"));
        return (service, id, await MessageAsync(id));
    }

    private async Task<TwilioStandIn.Message> MessageAsync(Guid id)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var message = app.Twilio.Messages.FirstOrDefault(message => message.Form["StatusCallback"].Contains(id.ToString(), StringComparison.Ordinal));
            if (message is not null)
            {
                return message;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "Nothing reached Twilio in 20 s");
            await Task.Delay(10);
        }
    }

    private static object Body(Guid template, string number) => new { phone_number = number, template_id = template, personalisation = new { name = "Sam" } };

    private async Task<object?> ScalarAsync(string sql, Guid id)
    {
        await using var command = app.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync();
    }

    public sealed class TwilioApp : NotifyApp
    {
        public TwilioStandIn Twilio { get; } = new();

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Notify:Delivery:SmsProviders"] = "twilio",
            ["Notify:Twilio:AccountSid"] = TwilioStandIn.AccountSid,
            ["Notify:Twilio:ApiKey"] = TwilioStandIn.ApiKey,
            ["Notify:Twilio:ApiSecret"] = TwilioStandIn.ApiSecret,
            ["Notify:Twilio:AuthToken"] = TwilioStandIn.AuthToken,
            ["Notify:Twilio:OtherAuthToken"] = "the token before",
            ["Notify:Twilio:WebhookKeys:rule"] = "the rule's key",
            ["Notify:Twilio:BaseUrl"] = Twilio.Listener.BaseUrl,
        };

        public override async Task InitializeAsync()
        {
            await Twilio.StartAsync();
            await base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Twilio.DisposeAsync();
        }
    }
}
