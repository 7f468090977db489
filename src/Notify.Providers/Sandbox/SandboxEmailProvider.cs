using Notify.Core;
using Notify.Core.Notifications;
using Notify.Providers.Email;

namespace Notify.Providers.Sandbox;

/// <summary>Captures e-mails as whole MIME messages instead of sending them.</summary>
public sealed class SandboxEmailProvider(ICapturedMessages inbox, TimeProvider time) : IEmailProvider
{
    /// <summary>Name of both sandbox providers in the settings.</summary>
    public const string ProviderName = "sandbox";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public bool AcceptedIsDelivered => true;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutboundEmail email, CancellationToken cancellationToken)
    {
        using var message = MimeMessages.Build(email, time.GetUtcNow());
        return await inbox.TryCaptureAsync(
            new CapturedMessage
            {
                Id = Ids.New(time),
                NotificationId = email.NotificationId,
                ServiceId = email.ServiceId,
                Channel = Channel.Email,
                Recipient = email.To,
                Sender = message.From.ToString(),
                Subject = message.Subject,
                Content = MimeMessages.Bytes(message),
                Encoding = "mime",
            },
            message.MessageId!,
            cancellationToken);
    }
}
