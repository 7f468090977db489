using System.Security.Authentication;
using Notify.TestKit.Smtp;

namespace Notify.IntegrationTests.Delivery;

/// <summary>How a connection is secured, as the settings say.</summary>
public sealed class SmtpTlsTests
{
    [Theory]
    [InlineData("Tls", SslProtocols.Tls12 | SslProtocols.Tls13, "1.2")]
    [InlineData("Tls", SslProtocols.Tls13, "1.3")]
    [InlineData("StartTls", SslProtocols.Tls12, "1.2")]
    public async Task Email_goes_over_tls_of_the_version_asked_for(string security, SslProtocols spoken, string minimum)
    {
        await using var server = new SmtpListener { IsSecureAtOnce = security == "Tls", Protocols = spoken };
        await server.StartAsync();
        var app = new AppOverSmtp(server, trustsServer: true, SmtpListener.Password, security: security, minimumTls: minimum);
        await app.InitializeAsync();
        try
        {
            var service = await app.ServiceAsync();
            var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") });

            await service.WaitAsync(id, "sending");

            Assert.True(Assert.Single(server.Received).WasSecure);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("Tls", true)]
    [InlineData("StartTls", false)]
    public async Task Nothing_is_said_to_a_server_whose_tls_is_too_old(string security, bool isSecureAtOnce)
    {
        await using var server = new SmtpListener { IsSecureAtOnce = isSecureAtOnce, Protocols = SslProtocols.Tls12 };
        await server.StartAsync();
        var app = new AppOverSmtp(server, trustsServer: true, SmtpListener.Password, security: security, minimumTls: "1.3");
        await app.InitializeAsync();
        try
        {
            var service = await app.ServiceAsync();
            var id = await service.AcceptAsync("email", new { email_address = "amala@example.com", template_id = await service.EmailTemplateAsync("Hello", "Hello") });

            Assert.StartsWith("no secure connection to the mail server", (await SmtpRefusalTests.FirstEventAsync(app, service, id)).Reason, StringComparison.Ordinal);
            Assert.Empty(server.Received);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
