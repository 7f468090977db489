using Notify.Core;
using Notify.Providers.Email;

namespace Notify.TestKit.Email;

/// <summary>E-mails ready to hand over, for tests of what becomes of them on the wire.</summary>
public static class OutboundEmails
{
    /// <summary>A plain one, with a sender's name that is not ASCII. Tests change what they are about.</summary>
    public static OutboundEmail Example() => new()
    {
        NotificationId = Ids.New(TimeProvider.System),
        ServiceId = Ids.NewRandom(),
        To = "amala@example.com",
        From = "team@example.gov",
        FromName = "Équipe",
        Subject = "Your licence",
        PlainText = "Hello",
        Html = "<p>Hello</p>",
        Language = "en",
    };
}
