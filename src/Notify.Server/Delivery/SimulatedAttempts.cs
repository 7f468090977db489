using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Data.Notifications;

namespace Notify.Server.Delivery;

/// <summary>Hand-overs that reach no provider: test keys send to nobody, and some notifications can no longer be sent.</summary>
internal static class SimulatedAttempts
{
    private const string Provider = "simulated";

    /// <returns>What is recorded for a claim that no provider is to be asked for; null when it is to be sent.</returns>
    public static SendAttempt? Instead(ClaimedNotification claim) =>
        !claim.ServiceActive ? ServiceArchived
        : claim.Suppressed is { } reason ? Suppressed(reason)
        : null;

    private static SendAttempt ServiceArchived { get; } = Never("the service was archived");

    public static SendAttempt TemplateGone { get; } = Never("the template version is gone");

    /// <summary>The recipient is not written to for now: no provider is asked.</summary>
    private static SendAttempt Suppressed(string reason) =>
        new(new SendOutcome.Refused($"suppressed: {reason}", NotificationStatus.PermanentFailure), SendAttempt.Suppressed, AcceptedIsDelivered: false);

    /// <summary>A test key's e-mail: the recipient decides how it ends.</summary>
    public static SendAttempt Email(Notification notification, NationPack nation) =>
        nation.Email.TestTemporaryFailure.Contains(notification.RecipientAsSent, StringComparer.Ordinal) ? Fails(NotificationStatus.TemporaryFailure)
        : nation.Email.TestPermanentFailure.Contains(notification.RecipientAsSent, StringComparer.Ordinal) ? Fails(NotificationStatus.PermanentFailure)
        : Delivered;

    /// <summary>A test key's text: the end of the number decides.</summary>
    public static SendAttempt Sms(Notification notification, NationPack nation) =>
        EndsWithAny(notification.Recipient, nation.Phone.Examples.TestTemporaryFailure) ? Fails(NotificationStatus.TemporaryFailure)
        : EndsWithAny(notification.Recipient, nation.Phone.Examples.TestPermanentFailure) ? Fails(NotificationStatus.PermanentFailure)
        : Delivered;

    private static SendAttempt Delivered { get; } = new(new SendOutcome.Accepted("simulated"), Provider, AcceptedIsDelivered: true);

    private static SendAttempt Fails(NotificationStatus status) =>
        new(new SendOutcome.Refused("simulated for a test key", status), Provider, AcceptedIsDelivered: false) { WasTaken = true };

    private static SendAttempt Never(string reason) =>
        new(new SendOutcome.Refused(reason, NotificationStatus.TechnicalFailure), SendAttempt.Nobody, AcceptedIsDelivered: false);

    private static bool EndsWithAny(string number, IEnumerable<string> endings) =>
        endings.Any(ending => number.EndsWith(ending, StringComparison.Ordinal));
}
