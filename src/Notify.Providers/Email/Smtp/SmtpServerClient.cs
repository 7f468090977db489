using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Notify.Providers.Email.Smtp;

/// <summary>MailKit's client, which also asks the server to report failures and delays with our envelope id (RFC 3461, where offered).</summary>
/// <remarks>MailKit sends <c>MAIL</c> and <c>RCPT</c> in one packet where the server offers PIPELINING (RFC 2920), asks for 8BITMIME and SMTPUTF8
/// where a message needs them, and says its <c>SIZE</c>.</remarks>
public sealed class SmtpServerClient : SmtpClient
{
    private readonly DeliveryStatusNotification _wanted;

    /// <param name="reportsDeliveries">Whether successful deliveries are to be reported, too.</param>
    public SmtpServerClient(bool reportsDeliveries)
    {
        _wanted = DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay
            | (reportsDeliveries ? DeliveryStatusNotification.Success : 0);

        // The headers find the notification; the message itself has no business in a bounce.
        DeliveryStatusNotificationType = DeliveryStatusNotificationType.HeadersOnly;
    }

    /// <summary>What comes back as <c>Original-Envelope-Id</c>.</summary>
    public string? EnvelopeId { get; private set; }

    /// <summary>Asked when the recipient was accepted and the message is the next to go.</summary>
    public Func<bool> MayStillGo { get; private set; } = static () => true;

    /// <summary>The server has taken the recipient of the present message: from here on it may have the message, too.</summary>
    public bool IsRecipientTaken { get; private set; }

    /// <summary>Largest message the server takes, in bytes; null when it does not say.</summary>
    public uint? Limit => Capabilities.HasFlag(SmtpCapabilities.Size) && MaxSize > 0 ? MaxSize : null;

    /// <exception cref="OperationCanceledException">The message must not go any more; the connection is of no use then.</exception>
    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        if (!MayStillGo())
        {
            throw new OperationCanceledException();
        }

        IsRecipientTaken = true;
    }

    /// <summary>Before each message, since a connection carries one after the other.</summary>
    public void Begin(string envelopeId, Func<bool> mayStillGo)
    {
        EnvelopeId = envelopeId;
        MayStillGo = mayStillGo;
        IsRecipientTaken = false;
    }

    protected override string? GetEnvelopeId(MimeMessage message) => EnvelopeId;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) => _wanted;
}
