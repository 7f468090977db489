using System.Text;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.Secrets;
using Notify.Providers.Email.Bounces;

namespace Notify.UnitTests.Receipts;

public sealed class BounceReaderTests
{
    private static readonly BounceTokens Tokens = new(new KeyRing([new EncryptionKey("test", Convert.FromBase64String(EncryptionKey.NewSecret()))], "test"));
    private static readonly Guid Id = Ids.New(TimeProvider.System);
    private static readonly string Verp = $"bounce+{Tokens.For(Id)}@bounces.example.gov";
    private static readonly string Forged = $"bounce+{Id:N}.{new string('a', 16)}@bounces.example.gov";

    [Theory]
    [InlineData("failed", "5.1.1", "smtp; 550 5.1.1 no such user", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("FAILED (bounced)", "5.2.2", "smtp; 552 full", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("failed", "5.0.0", "smtp; 550 5.7.1 spam", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("failed", "5.0.0", "smtp; 550 user unknown", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("failed", "4.4.7", "", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("failed", "rubbish", "", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("delivered", "2.0.0", "", NotificationStatus.Delivered, ReceiptKind.Status)]
    [InlineData("relayed", "2.0.0", "", NotificationStatus.Delivered, ReceiptKind.Status)]
    [InlineData("delayed", "4.2.1", "smtp; 450 greylisted", null, ReceiptKind.Status)]
    [InlineData("expanded", "2.0.0", "", null, ReceiptKind.Status)]
    public async Task Report_tells_the_status(string action, string status, string diagnostic, NotificationStatus? expected, ReceiptKind kind)
    {
        var receipt = await MatchedAsync(Report($"Action: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}", to: Verp));

        Assert.Equal((expected, kind), (receipt.Status, receipt.Kind));
    }

    [Fact]
    public async Task Reason_is_one_line_with_the_servers_words()
    {
        var receipt = await MatchedAsync(Report("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n here", to: Verp));

        Assert.Equal("failed 5.1.1 smtp; 550 5.1.1 no such user here", receipt.Reason);
    }

    [Fact]
    public async Task Failure_counts_among_several_groups() =>
        Assert.Equal(NotificationStatus.PermanentFailure, (await MatchedAsync(Report("Action: expanded\nStatus: 2.0.0\n\nAction: failed\nStatus: 5.1.1", to: Verp))).Status);

    [Fact]
    public async Task Envelope_id_matches_when_the_address_does_not() =>
        await MatchedAsync(Report("Action: failed\nStatus: 5.1.1", to: "postmaster@example.gov", envelopeId: Tokens.For(Id)));

    [Fact]
    public async Task Message_id_among_the_returned_headers_matches_last() =>
        await MatchedAsync(Report("Action: failed\nStatus: 5.1.1", to: "postmaster@example.gov", messageId: $"<{Id:N}@example.gov>"));

    [Fact]
    public async Task Envelope_recipient_is_looked_at_first() =>
        Assert.Equal(BounceKind.Matched, (await ReadAsync(Report("Action: failed\nStatus: 5.1.1", to: "undisclosed@example.gov"), Verp)).Kind);

    [Fact]
    public async Task Forged_proof_ends_the_search_even_when_the_message_id_is_right()
    {
        var report = await ReadAsync(Report("Action: failed\nStatus: 5.1.1", to: Forged, messageId: $"<{Id:N}@example.gov>"));

        Assert.Equal(BounceKind.Forged, report.Kind);
        Assert.Empty(report.Receipts);
    }

    [Fact]
    public async Task Report_of_nothing_of_ours_is_unmatched() =>
        Assert.Equal(BounceKind.Unmatched, (await ReadAsync(Report("Action: failed\nStatus: 5.1.1", to: "postmaster@example.gov", messageId: "<1@example.gov>"))).Kind);

    [Theory]
    [InlineData("abuse", ReceiptKind.Complaint)]
    [InlineData("not-spam", ReceiptKind.Status)]
    public async Task Complaint_changes_no_status(string type, ReceiptKind kind)
    {
        var receipt = await MatchedAsync(
            $"""
            From: feedback@mailbox.example
            To: complaints@example.gov
            Subject: complaint
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: text/plain

            This is a complaint.
            --b
            Content-Type: message/feedback-report

            Feedback-Type: {type}
            User-Agent: Somebody/1.0
            Version: 1
            Original-Mail-From: <{Verp}>

            --b
            Content-Type: message/rfc822

            From: team@example.gov
            Subject: Hello

            Hello
            --b--
            """);

        Assert.Equal((null, kind), (receipt.Status, receipt.Kind));
    }

    [Theory]
    [InlineData("amala@example.com", "Auto-Submitted: auto-replied", "Out of office", BounceKind.AutoReply)]
    [InlineData("amala@example.com", "X-Autoreply: yes", "Re: Hello", BounceKind.AutoReply)]
    [InlineData("amala@example.com", "X-Nothing: no", "Re: Hello", BounceKind.NotABounce)]
    [InlineData("MAILER-DAEMON@mx.example", "X-Nothing: no", "failure notice", BounceKind.Matched)]
    [InlineData("Mailer-Daemon@mx.example", "Auto-Submitted: auto-replied", "Mail delivery failed: returning message to sender", BounceKind.Matched)]
    [InlineData("MAILER-DAEMON@mx.example", "Precedence: bulk", "failure notice", BounceKind.Matched)]
    [InlineData("Mailer-Daemon@mx.example", "Auto-Submitted: auto-replied\nX-Failed-Recipients: amala@example.com", "Zustellung fehlgeschlagen", BounceKind.Matched)]
    [InlineData("Mailer-Daemon@mx.example", "Auto-Submitted: auto-replied", "Warning: message 1abc delayed 24 hours", BounceKind.AutoReply)]
    [InlineData("amala@example.com", "Auto-Submitted: auto-replied", "Re: Mail delivery of your parcel", BounceKind.AutoReply)]
    public async Task Message_without_a_report_counts_only_from_a_mail_system(string from, string header, string subject, BounceKind kind)
    {
        var report = await ReadAsync($"From: {from}\nTo: {Verp}\n{header}\nSubject: {subject}\n\nText\n");

        Assert.Equal(kind, report.Kind);
        Assert.All(report.Receipts, receipt => Assert.Equal(NotificationStatus.TemporaryFailure, receipt.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001 no message at all")]
    [InlineData("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n: : :\n\n\n--b")]
    public async Task Rubbish_matches_nothing(string text) => Assert.Empty((await ReadAsync(text)).Receipts);

    [Fact]
    public async Task Deep_nesting_ends()
    {
        var text = new StringBuilder($"To: {Verp}\nSubject: undelivered\n");
        for (var i = 0; i < 5000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        }

        Assert.Equal(BounceKind.Matched, (await ReadAsync(text.ToString())).Kind);
    }

    private static async Task<DeliveryReceipt> MatchedAsync(string message)
    {
        var report = await ReadAsync(message);
        Assert.Equal(BounceKind.Matched, report.Kind);
        var receipt = Assert.Single(report.Receipts);
        Assert.Equal(Id, receipt.NotificationId);
        return receipt;
    }

    private static Task<BounceReport> ReadAsync(string message, string? envelopeRecipient = null) =>
        new BounceReader(Tokens).ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(message)), envelopeRecipient, CancellationToken.None);

    private static string Report(string groups, string to, string? envelopeId = null, string messageId = "<other@elsewhere.example>") =>
        $"""
        From: MAILER-DAEMON@mx.example (Mail Delivery System)
        To: {to}
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        I'm sorry.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example
        {(envelopeId is null ? "X-Nothing: none" : $"Original-Envelope-Id: {envelopeId}")}

        {groups}

        --b
        Content-Type: text/rfc822-headers

        Message-ID: {messageId}
        Subject: Hello

        --b--
        """;
}
