using System.Text;
using Microsoft.AspNetCore.Mvc;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Data.Sandbox;

namespace Notify.Server.Features.Sandbox;

public sealed class MessageModel(SandboxMessageStore messages, NotificationStore notifications) : SandboxPage
{
    public CapturedMessage Message { get; private set; } = null!;

    /// <summary>Set for e-mails.</summary>
    public CapturedEmail? Email { get; private set; }

    public IReadOnlyList<NotificationEvent> TimeLine { get; private set; } = [];

    public string Title => Message.Channel == Channel.Email ? InboxModel.Title(Message) : $"Text message to {Message.Recipient}";

    public string Text => Encoding.UTF8.GetString(Message.Content.Span);

    public string Cost => (Message.Fragments == 1 ? "1 fragment" : $"{Message.Fragments} fragments")
        + (Message.Encoding == "gsm-7" ? ", GSM 7-bit alphabet" : ", UCS-2");

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await messages.FindAsync(id, cancellationToken) is not { } message)
        {
            return NotFound();
        }

        Message = message;
        Email = message.Channel == Channel.Email ? CapturedEmail.Read(message) : null;
        if (await notifications.FindAsync(message.ServiceId, message.NotificationId, cancellationToken) is { } notification)
        {
            TimeLine = Core.Notifications.TimeLine.Of(
                notification, await notifications.EventsAsync(message.ServiceId, message.NotificationId, cancellationToken));
        }

        return Page();
    }

    /// <summary>What happened, to people.</summary>
    public static string Words(NotificationEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry switch
        {
            { Kind: NotificationEventKinds.TryFailed } => "Hand-over failed, will be tried again",
            { Status: NotificationStatus.Created } => "Accepted",
            { Status: NotificationStatus.Sending or NotificationStatus.Sent } => $"Handed to {entry.Provider}",
            { Status: NotificationStatus.Delivered } => "Delivered",
            { Status: NotificationStatus.PermanentFailure } => "Failed: the address or number does not work",
            { Status: NotificationStatus.TemporaryFailure } => "Failed: the recipient could not take it now",
            { Status: NotificationStatus.TechnicalFailure } => "Failed: it could not be sent",
            _ => entry.Status?.Wire() ?? entry.Kind,
        };
    }
}
