using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Notify.Core.Notifications;

namespace Notify.Providers.Email.Smtp;

/// <summary>What a mail server's answer, or its silence, means for a message.</summary>
internal static class SmtpFaults
{
    public static bool IsOfConnection(Exception e) =>
        e is IOException or SocketException or ServiceNotConnectedException or SmtpProtocolException or SslHandshakeException
            or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Connecting or authenticating failed: the message has not been touched, whatever went wrong.</summary>
    public static SendOutcome BeforeSending(Exception e) => new SendOutcome.Unavailable(e switch
    {
        AuthenticationException => $"the mail server refused our user name or password: {e.Message}",
        SslHandshakeException => $"no secure connection to the mail server: {FirstLine(e.Message)}",
        NotSupportedException => $"the mail server does not offer what the settings ask for: {FirstLine(e.Message)}",
        OperationCanceledException or TimeoutException => "the mail server did not answer in time",
        _ => $"the mail server cannot be reached: {FirstLine(e.Message)}",
    });

    /// <summary>The server answered a command with a refusal (RFC 5321; enhanced codes by RFC 3463).</summary>
    public static SendOutcome Refusal(SmtpCommandException e)
    {
        var code = (int)e.StatusCode;
        var reason = $"{code} {FirstLine(e.Message)}";
        return code switch
        {
            // The relay does not let us in at all: every message would fail alike, so none is failed for it.
            530 or 534 or 535 or 538 => new SendOutcome.Unavailable(reason),
            >= 400 and < 500 => new SendOutcome.Unavailable(reason),

            // Our sender address is refused, which would be so for every message, too.
            >= 500 when e.ErrorCode == SmtpErrorCode.SenderNotAccepted => new SendOutcome.Unavailable(reason),
            >= 500 when e.Message.Contains("5.7.", StringComparison.Ordinal) || e.Message.Contains("5.3.4", StringComparison.Ordinal) =>
                new SendOutcome.Refused(reason, NotificationStatus.TechnicalFailure),
            >= 500 when code == 552 || e.Message.Contains("5.2.2", StringComparison.Ordinal) => new SendOutcome.Refused(reason, NotificationStatus.TemporaryFailure),
            >= 500 when e.ErrorCode == SmtpErrorCode.RecipientNotAccepted || NamesRecipient(e.Message) =>
                new SendOutcome.Refused(reason, NotificationStatus.PermanentFailure),
            >= 500 => new SendOutcome.Refused(reason, NotificationStatus.TechnicalFailure),
            _ => new SendOutcome.Doubtful(reason),
        };
    }

    /// <summary>Codes that say the recipient's address is at fault, for servers that judge it only after the message (RFC 3463 section 3.2).</summary>
    private static bool NamesRecipient(string message) =>
        message.Contains("5.1.1", StringComparison.Ordinal) || message.Contains("5.1.2", StringComparison.Ordinal)
        || message.Contains("5.1.3", StringComparison.Ordinal) || message.Contains("5.1.6", StringComparison.Ordinal);

    /// <summary>The line broke or fell silent while the message was being handed over: the server may have it.</summary>
    public static SendOutcome Broken(Exception e) => new SendOutcome.Doubtful(e is OperationCanceledException or TimeoutException
        ? "the mail server did not answer in time after the message was handed over"
        : $"the connection broke while the message was handed over: {FirstLine(e.Message)}");

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];
}
