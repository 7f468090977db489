using MailKit.Net.Smtp;
using MailKit.Security;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Providers.Email.Smtp;

namespace Notify.UnitTests.Email;

public sealed class SmtpFaultsTests
{
    [Theory]

    // One mailbox that must wait says nothing about the server.
    [InlineData(450, "4.2.0 greylisted, come again", SmtpErrorCode.RecipientNotAccepted, ProviderFault.None)]
    [InlineData(451, "4.7.1 greylisted, come again", SmtpErrorCode.RecipientNotAccepted, ProviderFault.None)]
    [InlineData(452, "4.2.2 mailbox full", SmtpErrorCode.RecipientNotAccepted, ProviderFault.None)]

    // The server itself has enough: fewer at once.
    [InlineData(421, "4.3.2 shutting down", SmtpErrorCode.RecipientNotAccepted, ProviderFault.Busy)]
    [InlineData(421, "too many messages", SmtpErrorCode.MessageNotAccepted, ProviderFault.Busy)]
    [InlineData(452, "4.3.1 insufficient system storage", SmtpErrorCode.RecipientNotAccepted, ProviderFault.Busy)]
    [InlineData(450, "try again", SmtpErrorCode.SenderNotAccepted, ProviderFault.Busy)]
    [InlineData(451, "4.3.0 local error", SmtpErrorCode.MessageNotAccepted, ProviderFault.Busy)]
    [InlineData(452, "insufficient storage", SmtpErrorCode.MessageNotAccepted, ProviderFault.Busy)]

    // We are not let in, or our return path is not: no message is failed for it.
    [InlineData(530, "5.7.0 must issue STARTTLS first", SmtpErrorCode.SenderNotAccepted, ProviderFault.Misconfigured)]
    [InlineData(530, "5.7.1 authentication required", SmtpErrorCode.RecipientNotAccepted, ProviderFault.Misconfigured)]
    [InlineData(535, "5.7.8 authentication failed", SmtpErrorCode.UnexpectedStatusCode, ProviderFault.Misconfigured)]
    [InlineData(534, "5.7.9 mechanism too weak", SmtpErrorCode.UnexpectedStatusCode, ProviderFault.Misconfigured)]
    [InlineData(538, "5.7.11 encryption required", SmtpErrorCode.UnexpectedStatusCode, ProviderFault.Misconfigured)]
    [InlineData(550, "5.7.1 sender rejected", SmtpErrorCode.SenderNotAccepted, ProviderFault.Misconfigured)]
    [InlineData(553, "5.1.8 sender rejected", SmtpErrorCode.SenderNotAccepted, ProviderFault.Misconfigured)]
    public void Answer_that_says_nothing_final_leaves_the_message_waiting(int code, string answer, SmtpErrorCode at, ProviderFault fault)
    {
        var outcome = Assert.IsType<SendOutcome.Unavailable>(SmtpFaults.Refusal(code, answer, at, senderIsShared: true));

        Assert.Equal((fault, $"{code} {answer}"), (outcome.Fault, outcome.Reason));
    }

    [Theory]
    [InlineData(550, "5.1.1 no such user", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(551, "5.1.6 user has moved", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(553, "5.1.3 bad mailbox syntax", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(550, "5.1.10 null MX", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(550, "no code at all", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(550, "5.0.0 a vague code", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(550, "5.1.1 no such user, told after the message", SmtpErrorCode.MessageNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(550, "user unknown, told after the message", SmtpErrorCode.MessageNotAccepted, NotificationStatus.PermanentFailure)]
    [InlineData(552, "5.2.2 mailbox full", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.TemporaryFailure)]
    [InlineData(552, "5.2.2 mailbox full", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TemporaryFailure)]
    [InlineData(552, "quota", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.TemporaryFailure)]
    [InlineData(550, "5.7.1 message rejected as spam", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(550, "5.7.26 unauthenticated mail", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(554, "5.7.1 relay access denied", SmtpErrorCode.RecipientNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(552, "5.3.4 message too big", SmtpErrorCode.SenderNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(552, "5.3.4 message too big", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(550, "5.6.1 conversion not possible", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(554, "transaction failed", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TechnicalFailure)]
    [InlineData(500, "5.5.1 command unknown", SmtpErrorCode.MessageNotAccepted, NotificationStatus.TechnicalFailure)]
    public void Refusal_fails_the_message_as_its_code_says(int code, string answer, SmtpErrorCode at, NotificationStatus status)
    {
        var outcome = Assert.IsType<SendOutcome.Refused>(SmtpFaults.Refusal(code, answer, at, senderIsShared: true));

        Assert.Equal((status, $"{code} {answer}"), (outcome.Failure, outcome.Reason));
    }

    [Theory]
    [InlineData(550, "5.7.1 sender rejected")]
    [InlineData(553, "5.1.8 sender rejected")]
    [InlineData(550, "5.1.7 no such address")]
    [InlineData(553, "not owned by you")]
    [InlineData(550, "From address is not verified")]
    public void Refused_sender_that_is_a_services_own_fails_its_message_and_says_nothing_about_the_recipient(int code, string answer)
    {
        var outcome = Assert.IsType<SendOutcome.Refused>(SmtpFaults.Refusal(code, answer, SmtpErrorCode.SenderNotAccepted, senderIsShared: false));

        Assert.Equal((NotificationStatus.TechnicalFailure, ReceiptKind.Status), (outcome.Failure, outcome.Kind));
    }

    [Theory]
    [InlineData(554, "5.7.1 client host rejected")]
    [InlineData(550, "5.4.5 daily quota exceeded")]
    [InlineData(550, "account suspended")]
    public void Refusal_before_the_recipient_that_does_not_speak_of_the_sender_fails_no_message(int code, string answer)
    {
        var outcome = Assert.IsType<SendOutcome.Unavailable>(SmtpFaults.Refusal(code, answer, SmtpErrorCode.SenderNotAccepted, senderIsShared: false));

        Assert.Equal(ProviderFault.Misconfigured, outcome.Fault);
    }

    [Theory]
    [InlineData(250)]
    [InlineData(354)]
    public void Answer_that_is_no_refusal_is_doubtful(int code) =>
        Assert.IsType<SendOutcome.Doubtful>(SmtpFaults.Refusal(code, "what", SmtpErrorCode.MessageNotAccepted, senderIsShared: true));

    [Fact]
    public void Only_the_first_line_of_an_answer_is_kept() =>
        Assert.Equal("550 5.1.1 no", Assert.IsType<SendOutcome.Refused>(SmtpFaults.Refusal(550, "5.1.1 no\r\n5.1.1 see our page", SmtpErrorCode.RecipientNotAccepted, senderIsShared: true)).Reason);

    [Theory]
    [InlineData("5.1.1 no such user", ReceiptKind.HardBounce)]
    [InlineData("user unknown", ReceiptKind.HardBounce)]
    [InlineData("5.2.1 mailbox disabled", ReceiptKind.HardBounce)]
    [InlineData("Blocked, see our page", ReceiptKind.Status)]
    [InlineData("5.7.1 your network is on a list", ReceiptKind.Status)]
    [InlineData("5.4.1 no answer from the host", ReceiptKind.Status)]
    [InlineData("5.4.6 a loop", ReceiptKind.Status)]
    [InlineData("no reason given", ReceiptKind.Status)]
    public void Only_what_is_about_the_mailbox_itself_keeps_the_service_from_writing_there_again(string answer, ReceiptKind kind) =>
        Assert.Equal(kind, Assert.IsType<SendOutcome.Refused>(SmtpFaults.Refusal(550, answer, SmtpErrorCode.RecipientNotAccepted, senderIsShared: true)).Kind);

    [Fact]
    public void Before_the_message_everything_is_certain_not_to_have_been_sent()
    {
        (Exception Exception, ProviderFault Fault)[] table =
        [
            (new AuthenticationException("535 wrong"), ProviderFault.Misconfigured),
            (new AuthenticationException("454 later", new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, (SmtpStatusCode)454, "later")), ProviderFault.Down),
            (new SslHandshakeException("no trust"), ProviderFault.Down),
            (new NotSupportedException("no STARTTLS"), ProviderFault.Misconfigured),
            (new OperationCanceledException(), ProviderFault.Down),
            (new TimeoutException(), ProviderFault.Down),
            (new System.Net.Sockets.SocketException(111), ProviderFault.Down),
            (new IOException("reset"), ProviderFault.Down),
            (new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, (SmtpStatusCode)421, "4.7.0 too many connections"), ProviderFault.Busy),
            (new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, (SmtpStatusCode)554, "5.7.1 your network is not welcome"), ProviderFault.Misconfigured),
        ];

        Assert.All(table, row => Assert.Equal(row.Fault, SmtpFaults.BeforeSending(row.Exception).Fault));
    }

    [Fact]
    public void Break_during_the_message_is_doubtful()
    {
        Assert.IsType<SendOutcome.Doubtful>(SmtpFaults.Broken(new IOException("reset")));
        Assert.Contains("in time", Assert.IsType<SendOutcome.Doubtful>(SmtpFaults.Broken(new OperationCanceledException())).Reason, StringComparison.Ordinal);
    }
}
