using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Notify.Core.Callbacks;
using Notify.Core.Notifications;
using Notify.Data.Callbacks;
using Notify.Data.Notifications;
using Notify.TestKit.Callbacks;
using Notify.TestKit.Server;

namespace Notify.SystemTests;

/// <summary>E-mails that a real Postfix bounces back through the return path into <c>notify bounce</c>.</summary>
public sealed class BounceTests(BounceTests.Fixture fixture) : IClassFixture<BounceTests.Fixture>
{
    [Theory]
    [InlineData("nobody@dest.test", "permanent-failure", "550 5.1.1")]
    [InlineData("full@dest.test", "temporary-failure", "552 5.2.2")]
    [InlineData("spam@dest.test", "temporary-failure", "554 5.7.1")]
    public async Task Bounce_comes_back_with_its_reason(string address, string status, string words)
    {
        var (service, id) = await fixture.App.SendAsync(address);

        var notification = await FinalAsync(fixture.App, fixture.Postfix, service, id);

        Assert.Equal(status, notification.GetProperty("status").GetString());
        var failed = Assert.Single(await EventsAsync(fixture.App, service, id), one => one.Kind == "receipt");
        Assert.Contains(words, failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hard_bounce_is_told_to_the_service_and_keeps_it_from_writing_there_again()
    {
        await using var listener = await CallbackListener.StartAsync();
        var (service, id) = await fixture.App.SendAsync("nobody@dest.test", before: service => fixture.App.Services.GetRequiredService<CallbackStore>().SetAsync(
            service.Service.Id, CallbackKind.DeliveryStatus, listener.Url, "a-token-of-the-service", CancellationToken.None));

        await FinalAsync(fixture.App, fixture.Postfix, service, id);

        var told = (await listener.WaitAsync())[0].Json;
        Assert.Equal((id, "permanent-failure"), (told.GetProperty("id").GetGuid(), told.GetProperty("status").GetString()));
        Assert.Contains("550 5.1.1", told.GetProperty("status_reason").GetString(), StringComparison.Ordinal);
        var again = await service.AcceptAsync("email", new { email_address = "nobody@dest.test", template_id = await service.EmailTemplateAsync("Hello", "Hello") });
        Assert.Equal("permanent-failure", (await service.WaitAsync(again)).GetProperty("status").GetString());
        Assert.Equal("suppressed", Assert.Single(await EventsAsync(fixture.App, service, again)).Provider);
        Assert.DoesNotContain($"{again:N}", fixture.Postfix.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_that_the_mail_server_reports_ends_the_message_as_delivered()
    {
        var (service, id) = await fixture.App.SendAsync("amala@dest.test");

        await service.WaitAsync(id, "delivered");
    }

    [Fact]
    public async Task Delay_is_told_and_expiry_is_a_temporary_failure()
    {
        var (service, id) = await fixture.App.SendAsync("later@dest.test");

        var notification = await FinalAsync(fixture.App, fixture.Postfix, service, id);

        Assert.Equal("temporary-failure", notification.GetProperty("status").GetString());
        var events = await EventsAsync(fixture.App, service, id);
        Assert.Contains(events, one => one.Status is null && one.Reason!.StartsWith("delayed 4.2.1", StringComparison.Ordinal));
        Assert.Contains(events, one => one.Status is not null && one.Reason!.StartsWith("failed 4.2.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bounce_with_a_forged_proof_changes_nothing()
    {
        var (service, id) = await fixture.App.SendAsync("amala@dest.test");
        await service.WaitAsync(id, "delivered");

        await ForgeAsync($"bounce+{id:N}.aaaaaaaaaaaaaaaa@{Fixture.Domain}", id);
        await fixture.Postfix.WaitForLogAsync("Ignored: it names a notification with a proof that is not ours.");

        Assert.Equal("delivered", (await service.WaitAsync(id)).GetProperty("status").GetString());
        Assert.DoesNotContain(await EventsAsync(fixture.App, service, id), one => one.Reason?.Contains("5.1.1", StringComparison.Ordinal) == true);
    }

    internal static Task<List<NotificationEvent>> EventsAsync(NotifyApp app, SendingService service, Guid id) =>
        app.Services.GetRequiredService<NotificationStore>().EventsAsync(service.Service.Id, id, CancellationToken.None);

    /// <summary>Waits for a final status: a mail server's expiry takes longer than a test usually waits.</summary>
    internal static async Task<JsonElement> FinalAsync(MailApp app, RealPostfix postfix, SendingService service, Guid id)
    {
        for (var i = 0; i < 450; i++)
        {
            using var answer = await service.GetAsync($"/v2/notifications/{id}");
            var notification = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            if (notification.GetProperty("completed_at").ValueKind == JsonValueKind.String)
            {
                return notification;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Not final after 45 s. Time line: {string.Join("; ", await EventsAsync(app, service, id))}. Postfix: {postfix.Log}");
    }

    private async Task ForgeAsync(string recipient, Guid id)
    {
        var report = new MultipartReport("delivery-status") { new TextPart("plain") { Text = "It failed." } };
        var status = new MessageDeliveryStatus();
        status.StatusGroups.Add(new HeaderList { { "Reporting-MTA", "dns; evil.test" } });
        status.StatusGroups.Add(new HeaderList { { "Action", "failed" }, { "Status", "5.1.1" }, { "Final-Recipient", "rfc822; amala@dest.test" } });
        report.Add(status);
        report.Add(new TextRfc822Headers { Message = new MimeMessage { MessageId = $"{id:N}@notifications.service.gov.uk" } });
        using var message = new MimeMessage { Body = report, Subject = "Undelivered" };
        message.From.Add(new MailboxAddress("", "MAILER-DAEMON@evil.test"));
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", fixture.Postfix.Port, SecureSocketOptions.None);
        await client.SendAsync(message, new MailboxAddress("", "eve@evil.test"), [new MailboxAddress("", recipient)]);
        await client.DisconnectAsync(quit: true);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public const string Domain = "pipe.test";

        private readonly BouncePipe _pipe = new();

        public RealPostfix Postfix { get; } = new($"{{{Domain}=notify:}}");

        internal MailApp App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = new MailApp(Postfix, Domain, new Dictionary<string, string?> { ["Notify:Smtp:ReportsDeliveries"] = "true" });
            await App.InitializeAsync();
            await _pipe.WriteAsync(App.ConnectionString, App.KeySettings);
            await Postfix.StartAsync($"notify unix - n n - 4 pipe\n  flags=Rq user={_pipe.User} argv={_pipe.Script} ${{original_recipient}}");
        }

        public async Task DisposeAsync()
        {
            await App.DisposeAsync();
            await Postfix.DisposeAsync();
            _pipe.Delete();
        }
    }
}
