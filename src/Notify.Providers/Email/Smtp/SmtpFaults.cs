using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Email.Smtp;

/// <summary>What a mail server's answer, or its silence, means for a message and of the server.</summary>
internal static class SmtpFaults
{
    public static bool IsOfConnection(Exception e) =>
        e is IOException or SocketException or ServiceNotConnectedException or SmtpProtocolException or SslHandshakeException
            or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Nothing came within the time: a stream with TLS tells so inside an exception of its own.</summary>
    public static bool IsSilence(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is OperationCanceledException or TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.OperationAborted })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Connecting or authenticating failed: the message has not been touched, whatever went wrong.</summary>
    public static SendOutcome.Unavailable BeforeSending(Exception e)
    {
        var answer = e as SmtpCommandException ?? (e as AuthenticationException)?.InnerException as SmtpCommandException;
        return Unavailable(e) with { Code = answer is null ? null : MailCodes.Of((int)answer.StatusCode, answer.Message) };
    }

    private static SendOutcome.Unavailable Unavailable(Exception e) => e switch
    {
        AuthenticationException { InnerException: SmtpCommandException { StatusCode: < (SmtpStatusCode)500 } } =>
            new($"the mail server cannot check our password now: {FirstLine(e.Message)}"),
        AuthenticationException => new($"the mail server refused our user name or password: {FirstLine(e.Message)}", ProviderFault.Misconfigured),
        SslHandshakeException => new($"no secure connection to the mail server: {FirstLine(e.Message)}"),
        NotSupportedException => new($"the mail server does not offer what the settings ask for: {FirstLine(e.Message)}", ProviderFault.Misconfigured),
        _ when IsSilence(e) => new("the mail server did not answer in time"),
        SmtpCommandException greeting => new($"the mail server does not let us in: {Words(greeting)}", (int)greeting.StatusCode switch
        {
            // Too many connections, or too busy to talk (RFC 5321 section 3.8, 4.2.2).
            421 or 450 or 451 or 452 or 454 => ProviderFault.Busy,
            >= 500 => ProviderFault.Misconfigured,
            _ => ProviderFault.Down,
        }),
        _ => new($"the mail server cannot be reached: {FirstLine(e.Message)}"),
    };

    /// <summary>The server answered a command with a refusal (RFC 5321; enhanced codes by RFC 3463).</summary>
    /// <param name="senderIsShared">Whether every message has this sender, or one of the same domain: the return path. Else it is a service's own.</param>
    public static SendOutcome Refusal(SmtpCommandException e, bool senderIsShared) => Refusal((int)e.StatusCode, e.Message, e.ErrorCode, senderIsShared);

    /// <param name="at">Which command was refused.</param>
    public static SendOutcome Refusal(int code, string answer, SmtpErrorCode at, bool senderIsShared) =>
        Judge(code, answer, at, senderIsShared) with { Code = MailCodes.Of(code, answer) };

    private static SendOutcome Judge(int code, string answer, SmtpErrorCode at, bool senderIsShared)
    {
        var reason = $"{code} {FirstLine(answer)}";
        var exact = EnhancedStatusCode.Find(answer);
        switch (code)
        {
            // The server does not let us in at all: every message would fail alike, so none is failed for it.
            case 530 or 534 or 535 or 538:
                return new SendOutcome.Unavailable(reason, ProviderFault.Misconfigured);

            // It shuts the connection.
            case 421:
                return new SendOutcome.Unavailable(reason, ProviderFault.Busy);

            // One mailbox that has to wait (greylisting among it) says nothing about the server; at any other command it is the server that has enough.
            case >= 400 and < 500:
                return new SendOutcome.Unavailable(reason, at == SmtpErrorCode.RecipientNotAccepted && exact is not { Subject: 3 } ? ProviderFault.None : ProviderFault.Busy);

            // Our return path is refused, which would be so for every message, too.
            // So is a refusal at this command that does not speak of the sender: the server wants nothing from us.
            case >= 500 when at == SmtpErrorCode.SenderNotAccepted && (senderIsShared || !IsAboutSender(code, exact, answer)) && exact is not { Subject: 3, Detail: 4 }:
                return new SendOutcome.Unavailable(reason, ProviderFault.Misconfigured);

            // One service's address, or this message's size: it says nothing about the recipient, and nothing about what others send.
            case >= 500 when at == SmtpErrorCode.SenderNotAccepted:
                return new SendOutcome.Refused(reason, NotificationStatus.TechnicalFailure);
            case >= 500:
                var verdict = Failure(code, exact, answer, at);
                return new SendOutcome.Refused(reason, verdict.Status ?? NotificationStatus.TechnicalFailure) { Kind = verdict.Kind };
            default:
                return new SendOutcome.Doubtful(reason);
        }
    }

    /// <summary>The line broke or fell silent while the message was being handed over: the server may have it.</summary>
    public static SendOutcome Broken(Exception e) => new SendOutcome.Doubtful(IsSilence(e)
        ? "the mail server did not answer in time after the message was handed over"
        : $"the connection broke while the message was handed over: {FirstLine(e.Message)}");

    private static bool IsAboutSender(int code, EnhancedStatusCode? exact, string answer) =>
        code == 553
        || exact is { Subject: 1 }
        || answer.Contains("sender", StringComparison.OrdinalIgnoreCase)
        || answer.Contains("from address", StringComparison.OrdinalIgnoreCase);

    private static BounceVerdict Failure(int code, EnhancedStatusCode? exact, string answer, SmtpErrorCode at) => exact switch
    {
        // At hand-over a refusal for policy is about us: our reputation, our signature, our place on a list.
        { Class: 5, Subject: 7 } => Technical,
        { IsVague: false } => BounceTable.Judge(exact, code, answer),
        _ when code == 552 => new(NotificationStatus.TemporaryFailure),

        // By the words: an unknown user is the address's fault; "blocked" is ours; what says nothing keeps the address in use.
        _ when at == SmtpErrorCode.RecipientNotAccepted => BounceTable.Judge(null, code, answer),

        // After the message: a server that judges recipients only then, or one that does not like what it read.
        _ => BounceTable.Judge(null, code, answer) is { Kind: ReceiptKind.HardBounce } unknown ? unknown : Technical,
    };

    private static readonly BounceVerdict Technical = new(NotificationStatus.TechnicalFailure);

    private static string Words(SmtpCommandException e) => $"{(int)e.StatusCode} {FirstLine(e.Message)}";

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];
}
