using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.TestKit.Server;
using Notify.TestKit.Smtp;

namespace Notify.IntegrationTests.Delivery;

/// <summary>MailKit against a real SMTP listener over a socket, STARTTLS and authentication included.</summary>
public sealed class SmtpTests(SmtpTests.Fixture fixture) : IClassFixture<SmtpTests.Fixture>
{
    [Fact]
    public async Task Email_is_handed_over_secured_and_authenticated()
    {
        var service = await fixture.App.ServiceAsync("Vehicle Licensing");
        var template = await service.EmailTemplateAsync("Your licence, ((name))", "Dear ((name)),\n\n# It is ready\n\nGrüße");

        var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = template, personalisation = new { name = "Amala" } });
        var notification = await service.WaitAsync(id, "sending");

        var received = Assert.Single(fixture.Server.Received, message => message.Mime.MessageId == $"{id:N}@notifications.service.gov.uk");
        Assert.True(received.WasSecure);
        Assert.Equal(SmtpListener.User, received.AuthenticatedAs);
        Assert.Equal(["amala@example.com"], received.Recipients);
        Assert.Equal("Your licence, Amala", received.Mime.Subject);
        Assert.Equal(service.Service.Name, received.Mime.From.Mailboxes.Single().Name);
        Assert.IsType<MultipartAlternative>(received.Mime.Body);
        Assert.Contains("Grüße", received.Mime.TextBody, StringComparison.Ordinal);
        Assert.Contains("It is ready</h2>", received.Mime.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, notification.GetProperty("sent_at").ValueKind);
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        var service = await fixture.App.ServiceAsync();
        var template = await service.EmailTemplateAsync("Hello", "Hello");
        for (var i = 0; i < 20; i++)
        {
            await service.WaitAsync(await service.AcceptAsync("email", new { email_address = $"number{i}@example.com", template_id = template }), "sending");
        }

        Assert.True(fixture.Server.Connections <= 8, $"{fixture.Server.Connections} connections for one message after the other");
    }

    [Fact]
    public async Task Unknown_mailbox_is_a_permanent_failure_with_the_servers_words()
    {
        var (service, id) = await SendAsync($"{SmtpListener.UnknownMailbox}@example.com");

        var notification = await service.WaitAsync(id);

        Assert.Equal("permanent-failure", notification.GetProperty("status").GetString());
        var failed = Assert.Single(await EventsAsync(service, id));
        Assert.Equal((NotificationEventKinds.Failed, "smtp"), (failed.Kind, failed.Provider));
        Assert.StartsWith("550 ", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_answer_is_cut_between_characters_and_stops_nothing()
    {
        var (service, id) = await SendAsync($"{SmtpListener.TalkativeMailbox}@example.com");

        Assert.Equal("permanent-failure", (await service.WaitAsync(id)).GetProperty("status").GetString());

        var (next, nextId) = await SendAsync("amala@example.com");
        Assert.Equal("sending", (await next.WaitAsync(nextId, "sending")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Busy_mailbox_is_tried_again_later()
    {
        var (service, id) = await SendAsync($"{SmtpListener.BusyMailbox}@example.com");

        var failed = await FirstEventAsync(service, id);

        Assert.Equal(NotificationEventKinds.TryFailed, failed.Kind);
        Assert.StartsWith("45", failed.Reason, StringComparison.Ordinal);
        Assert.Equal("created", (await service.WaitAsync(id, "created")).GetProperty("status").GetString());
    }

    private async Task<(SendingService Service, Guid Id)> SendAsync(string address)
    {
        var service = await fixture.App.ServiceAsync();
        return (service, await service.AcceptAsync("email", new { email_address = address, template_id = await service.EmailTemplateAsync("Hello", "Hello") }));
    }

    private Task<List<NotificationEvent>> EventsAsync(SendingService service, Guid id) =>
        fixture.App.Services.GetRequiredService<NotificationStore>().EventsAsync(service.Service.Id, id, CancellationToken.None);

    private async Task<NotificationEvent> FirstEventAsync(SendingService service, Guid id)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await EventsAsync(service, id) is [var first, ..])
            {
                return first;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException("No event after 10 s");
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public SmtpListener Server { get; } = new();

        public NotifyApp App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await Server.StartAsync();
            App = new AppOverSmtp(Server, trustsServer: true, SmtpListener.Password);
            await App.InitializeAsync();
        }

        public async Task DisposeAsync()
        {
            await App.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}

/// <summary>What must never send: a server whose certificate nobody vouches for, and one that does not know us.</summary>
public sealed class SmtpRefusalTests
{
    [Theory]
    [InlineData(false, SmtpListener.Password, "no secure connection to the mail server")]
    [InlineData(true, "wrong", "the mail server refused our user name or password")]
    public async Task Nothing_is_sent_and_the_message_waits(bool trustsServer, string password, string reason)
    {
        await using var server = new SmtpListener();
        await server.StartAsync();
        var app = new AppOverSmtp(server, trustsServer, password);
        await app.InitializeAsync();
        try
        {
            var service = await app.ServiceAsync();
            var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") });

            var failed = await FirstEventAsync(app, service, id);

            Assert.Equal(NotificationEventKinds.TryFailed, failed.Kind);
            Assert.StartsWith(reason, failed.Reason, StringComparison.Ordinal);
            Assert.Empty(server.Received);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    internal static async Task<NotificationEvent> FirstEventAsync(NotifyApp app, SendingService service, Guid id)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await app.Services.GetRequiredService<NotificationStore>().EventsAsync(service.Service.Id, id, CancellationToken.None) is [var first, ..])
            {
                return first;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException("No event after 10 s");
    }
}

/// <summary>What says nothing about the recipient must not fail the message.</summary>
public sealed class SmtpSenderTests
{
    [Fact]
    public async Task Refused_return_path_leaves_the_message_waiting()
    {
        await using var server = new SmtpListener { RefusesSender = _ => true };
        await server.StartAsync();
        var app = new AppOverSmtp(server, trustsServer: true, SmtpListener.Password, bounceDomain: "bounces.example.gov");
        await app.InitializeAsync();
        try
        {
            var service = await app.ServiceAsync();
            var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") });

            var failed = await SmtpRefusalTests.FirstEventAsync(app, service, id);

            Assert.Equal(NotificationEventKinds.TryFailed, failed.Kind);
            Assert.StartsWith("553 ", failed.Reason, StringComparison.Ordinal);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Refused_sender_of_one_service_fails_its_message_and_stops_no_other()
    {
        await using var server = new SmtpListener { RefusesSender = address => address.StartsWith("refused", StringComparison.Ordinal) };
        await server.StartAsync();
        var app = new AppOverSmtp(server, trustsServer: true, SmtpListener.Password);
        await app.InitializeAsync();
        try
        {
            var (refused, other) = (await app.ServiceAsync("refused"), await app.ServiceAsync());
            var id = await refused.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await refused.EmailTemplateAsync("Hello", "Hello") });

            Assert.Equal("technical-failure", (await refused.WaitAsync(id)).GetProperty("status").GetString());
            Assert.StartsWith("553 ", (await SmtpRefusalTests.FirstEventAsync(app, refused, id)).Reason, StringComparison.Ordinal);

            var next = await other.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await other.EmailTemplateAsync("Hello", "Hello") });
            await other.WaitAsync(next, "sending");
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Server_that_does_not_answer_before_the_deadline_counts_as_a_try()
    {
        await using var server = new SmtpListener();
        await server.StartAsync();
        server.HoldRecipients();
        var app = new AppOverSmtp(server, trustsServer: true, SmtpListener.Password, lease: "00:00:05", timeout: "00:00:02");
        await app.InitializeAsync();
        try
        {
            var service = await app.ServiceAsync();
            var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") });

            var failed = await SmtpRefusalTests.FirstEventAsync(app, service, id);

            Assert.Equal(NotificationEventKinds.TryFailed, failed.Kind);
            Assert.Contains("did not answer in time", failed.Reason, StringComparison.Ordinal);
            Assert.Empty(server.Received);
        }
        finally
        {
            server.LetRecipientsPass();
            await app.DisposeAsync();
        }
    }
}

internal sealed class AppOverSmtp(
    SmtpListener server, bool trustsServer, string password, string lease = "00:01:00", string timeout = "00:00:15", string bounceDomain = "",
    string security = "StartTls", string minimumTls = "1.2") : NotifyApp
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Notify:Delivery:EmailProviders"] = "smtp",
        ["Notify:Delivery:Lease"] = lease,
        ["Notify:Smtp:Timeout"] = timeout,
        ["Notify:Bounces:Domain"] = bounceDomain,
        ["Notify:Smtp:Host"] = "localhost",
        ["Notify:Smtp:Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Notify:Smtp:Security"] = security,
        ["Notify:Smtp:MinimumTls"] = minimumTls,
        ["Notify:Smtp:Username"] = SmtpListener.User,
        ["Notify:Smtp:Password"] = password,
        ["Notify:Smtp:TrustedCertificatesFile"] = trustsServer ? server.CertificateFile : "",
    };
}
