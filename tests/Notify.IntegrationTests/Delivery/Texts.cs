using Notify.Core;
using Notify.Providers.Sms;

namespace Notify.IntegrationTests.Delivery;

/// <summary>Texts as they are handed to a carrier.</summary>
internal static class Texts
{
    public static OutboundSms One() => new()
    {
        NotificationId = Ids.New(TimeProvider.System),
        ServiceId = Ids.NewRandom(),
        To = "+447700900123",
        Sender = "GOVUK",
        Text = "Hello",
        Unicode = false,
        Fragments = 1,
    };
}
