using System.Text;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Providers.Sms;

namespace Notify.Providers.Sandbox;

/// <summary>Captures text messages, with their encoding and number of fragments, instead of sending them.</summary>
public sealed class SandboxSmsProvider(ICapturedMessages inbox, TimeProvider time) : ISmsProvider
{
    /// <inheritdoc/>
    public string Name => SandboxEmailProvider.ProviderName;

    /// <inheritdoc/>
    public bool AcceptedIsDelivered => true;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        if (!sms.MayStillGo())
        {
            return SendOutcome.TooLate;
        }

        var id = Ids.New(time);
        return await inbox.TryCaptureAsync(
            new CapturedMessage
            {
                Id = id,
                NotificationId = sms.NotificationId,
                ServiceId = sms.ServiceId,
                Channel = Channel.Sms,
                Recipient = sms.To,
                Sender = sms.Sender,
                Content = Encoding.UTF8.GetBytes(sms.Text),
                Encoding = sms.Unicode ? "ucs-2" : "gsm-7",
                Fragments = (short)sms.Fragments,
            },
            id.ToString(),
            cancellationToken);
    }
}
