using System.Text;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.Secrets;
using Notify.Providers.Email;
using Notify.Providers.Email.Dkim;
using Notify.Providers.Email.Smtp;
using Notify.TestKit.Email;
using Notify.TestKit.Smtp;

namespace Notify.IntegrationTests.Delivery;

/// <summary>What a mail server reads off the wire, byte by byte.</summary>
public sealed class SmtpWireTests
{
    private static readonly BounceTokens Tokens = new(new KeyRing([new EncryptionKey("test", Convert.FromBase64String(EncryptionKey.NewSecret()))], "test"));

    [Fact]
    public async Task Reports_are_asked_for_with_the_envelope_id_and_the_return_path()
    {
        await using var server = new WireServer("DSN", "PIPELINING", "SIZE 10000000");
        var email = Email();

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(server, email));

        var token = Tokens.For(email.NotificationId);
        var mail = Assert.Single(server.Commands, line => line.StartsWith("MAIL ", StringComparison.Ordinal));
        Assert.StartsWith($"MAIL FROM:<bounce+{token}@bounces.example.gov>", mail, StringComparison.Ordinal);
        Assert.Contains($" ENVID={token}", mail, StringComparison.Ordinal);
        Assert.Contains(" RET=HDRS", mail, StringComparison.Ordinal);
        Assert.Matches(" SIZE=[1-9][0-9]+", mail);
        var rcpt = Assert.Single(server.Commands, line => line.StartsWith("RCPT ", StringComparison.Ordinal));
        Assert.StartsWith("RCPT TO:<amala@example.com> NOTIFY=", rcpt, StringComparison.Ordinal);
        Assert.Contains("FAILURE", rcpt, StringComparison.Ordinal);
        Assert.Contains("DELAY", rcpt, StringComparison.Ordinal);
        Assert.DoesNotContain("SUCCESS", rcpt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliveries_are_reported_where_the_settings_want_it()
    {
        await using var server = new WireServer("DSN");

        await SendAsync(server, Email(), new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, ReportsDeliveries = true });

        Assert.Contains(server.Commands, line => line.StartsWith("RCPT ", StringComparison.Ordinal) && line.Contains("SUCCESS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_without_extensions_is_asked_for_none()
    {
        await using var server = new WireServer();

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(server, Email()));

        Assert.Contains("RCPT TO:<amala@example.com>", server.Commands);
        Assert.Contains(server.Commands, line => line.StartsWith("MAIL FROM:<bounce+", StringComparison.Ordinal) && line.EndsWith("@bounces.example.gov>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sender_and_recipient_go_in_one_packet_where_pipelining_is_offered(bool isOffered)
    {
        await using var server = new WireServer(isOffered ? ["PIPELINING"] : []);

        await SendAsync(server, Email());

        Assert.Equal(isOffered, server.Packets.Any(packet => packet.Contains("MAIL FROM:", StringComparison.Ordinal) && packet.Contains("RCPT TO:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Letter_outside_ascii_in_the_address_needs_smtputf8_and_is_refused_before_sending_without_it()
    {
        await using var modern = new WireServer("8BITMIME", "SMTPUTF8");
        await using var old = new WireServer("8BITMIME");
        var email = Email() with { To = "josé@example.com" };

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(modern, email));
        var refused = Assert.IsType<SendOutcome.Refused>(await SendAsync(old, email));

        Assert.Equal(NotificationStatus.TechnicalFailure, refused.Failure);
        Assert.Contains(modern.Commands, line => line.StartsWith("MAIL ", StringComparison.Ordinal) && line.Contains(" SMTPUTF8", StringComparison.Ordinal));
        Assert.Contains(modern.Commands, line => line.StartsWith("RCPT TO:<" + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("josé")) + "@example.com>", StringComparison.Ordinal));
        Assert.Empty(old.Messages);
    }

    [Fact]
    public async Task Message_larger_than_the_server_takes_is_refused_before_sending()
    {
        await using var server = new WireServer("SIZE 20000");

        var refused = Assert.IsType<SendOutcome.Refused>(await SendAsync(server, Email() with { PlainText = string.Concat(Enumerable.Repeat("word ", 10_000)) }));

        Assert.Equal(NotificationStatus.TechnicalFailure, refused.Failure);
        Assert.Contains("20000", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, line => line.StartsWith("MAIL ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Line_breaks_in_what_people_write_start_no_header_and_no_command()
    {
        const string Evil = "\r\nBcc: eve@example.net\r\n\r\n.\r\nRCPT TO:<eve@example.net>\r\n\0\u2028X-Evil: 1\nX-Evil: 2\rX-Evil: 3";
        await using var server = new WireServer("PIPELINING");

        var outcome = await SendAsync(server, Email() with
        {
            Subject = "Hello" + Evil,
            FromName = "Team" + Evil,
            Language = "en",
            PlainText = "Hello" + Evil,
            UnsubscribeUrl = "https://example.gov/u" + Evil,
        });

        Assert.IsType<SendOutcome.Accepted>(outcome);
        var message = Assert.Single(server.Messages);
        var headers = message.Split("\r\n\r\n")[0].Split("\r\n");
        Assert.DoesNotContain(headers, line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase) || line.StartsWith("X-Evil", StringComparison.OrdinalIgnoreCase));
        Assert.Single(server.Commands, line => line.StartsWith("RCPT ", StringComparison.Ordinal));
        Assert.DoesNotContain("\n", message.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("answers@example.gov\r\nBcc: eve@example.net")]
    [InlineData("a@example.gov\nRCPT TO:<eve@example.net>")]
    public async Task Line_breaks_in_the_address_for_answers_reach_no_server_as_a_header(string replyTo)
    {
        await using var server = new WireServer();

        try
        {
            await SendAsync(server, Email() with { ReplyTo = replyTo });
        }
        catch (MimeKit.ParseException)
        {
            // No address: it is checked when it is set, and again here.
        }

        Assert.DoesNotContain(server.Messages, message => message.Contains("\r\nBcc", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(server.Commands, line => line.Contains("eve@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Full_stops_at_the_beginning_of_lines_are_doubled_and_lines_are_short()
    {
        await using var server = new WireServer();

        await SendAsync(server, Email() with { PlainText = "One\n.\n.two\n" + new string('x', 3000), Html = "<p>" + new string('y', 5000) + "</p>" });

        var message = Assert.Single(server.Messages);
        Assert.Contains("\r\n..two\r\n", message, StringComparison.Ordinal);
        Assert.All(message.Split("\r\n"), line => Assert.True(line.Length <= 998, $"a line of {line.Length}"));
    }

    [Fact]
    public async Task Headers_for_unsubscribing_stand_unfolded_on_lines_of_their_own()
    {
        await using var server = new WireServer();
        var url = "https://example.gov/unsubscribe/" + new string('a', 300);

        await SendAsync(server, Email() with { UnsubscribeUrl = url });

        var headers = Assert.Single(server.Messages).Split("\r\n\r\n")[0].Split("\r\n");
        Assert.Contains(headers, line => line.TrimStart() == $"<{url}>" || line == $"List-Unsubscribe: <{url}>");
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", headers);
    }

    [Fact]
    public async Task Fresh_connection_takes_the_place_of_an_idle_one()
    {
        await using var server = new WireServer();
        await using var pool = new SmtpConnectionPool(
            new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, Connections = 1 }, TimeProvider.System);
        var first = await pool.RentAsync(fresh: false, isUrgent: false, CancellationToken.None);
        first.KeepOpen();
        first.Dispose();

        using var second = await pool.RentAsync(fresh: true, isUrgent: false, CancellationToken.None);

        Assert.NotSame(first.Client, second.Client);
        Assert.False(first.Client.IsConnected);
    }

    [Fact]
    public async Task Sign_in_code_gets_the_next_connection_before_a_mailing_that_waited_longer()
    {
        await using var server = new WireServer();
        await using var pool = new SmtpConnectionPool(
            new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, Connections = 1 }, TimeProvider.System);
        var first = await pool.RentAsync(fresh: false, isUrgent: false, CancellationToken.None);
        var mailing = pool.RentAsync(fresh: false, isUrgent: false, CancellationToken.None);
        var code = pool.RentAsync(fresh: false, isUrgent: true, CancellationToken.None);

        first.Dispose();
        using (await code.WaitAsync(TimeSpan.FromSeconds(10)))
        {
            Assert.False(mailing.IsCompleted);
        }

        (await mailing.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
    }

    [Fact]
    public async Task Letters_outside_ascii_go_as_they_are_where_the_server_takes_them_and_encoded_elsewhere()
    {
        await using var modern = new WireServer("8BITMIME");
        await using var old = new WireServer();
        var email = Email() with { PlainText = "Grüße", Html = $"<p>Grüße {new string('x', 1000)}</p>" };

        await SendAsync(modern, email);
        await SendAsync(old, email);

        var (eight, seven) = (Assert.Single(modern.Messages), Assert.Single(old.Messages));
        Assert.Contains(modern.Commands, line => line.EndsWith(" BODY=8BITMIME", StringComparison.Ordinal));
        Assert.Contains("\r\n\r\n" + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Grüße")) + "\r\n", eight, StringComparison.Ordinal);
        Assert.All(eight.Split("\r\n"), line => Assert.True(line.Length <= 998, $"a line of {line.Length}"));
        Assert.DoesNotContain(old.Commands, line => line.Contains("BODY=", StringComparison.Ordinal));
        Assert.DoesNotContain(seven, octet => octet > 127);
        Assert.All([eight, seven], message =>
        {
            using var read = MimeKit.MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(message)));
            Assert.Equal((email.PlainText, email.Html), (read.TextBody?.TrimEnd(), read.HtmlBody?.TrimEnd()));
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_that_another_worker_may_hold_by_now_does_not_follow_its_recipient(bool pipelining)
    {
        await using var server = pipelining ? new WireServer("PIPELINING") : new WireServer();

        var outcome = await SendAsync(server, Email() with { MayStillGo = () => !server.Commands.Any(line => line.StartsWith("RCPT ", StringComparison.Ordinal)) });

        Assert.Equal(ProviderFault.None, Assert.IsType<SendOutcome.Unavailable>(outcome).Fault);
        Assert.DoesNotContain("DATA", server.Commands);
        Assert.Empty(server.Messages);
    }

    private static async Task<SendOutcome> SendAsync(WireServer server, OutboundEmail email, SmtpOptions? options = null)
    {
        options ??= new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None };
        await using var pool = new SmtpConnectionPool(options, TimeProvider.System);
        using var signing = new DkimSigning(new DkimOptions());
        var provider = new SmtpEmailProvider("smtp", pool, options, new ReturnPath(Tokens, "bounce", "bounces.example.gov"), signing, TimeProvider.System);
        return await provider.SendAsync(email, CancellationToken.None);
    }

    private static OutboundEmail Email() => OutboundEmails.Example();
}
