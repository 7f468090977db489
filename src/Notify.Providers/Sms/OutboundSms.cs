namespace Notify.Providers.Sms;

/// <summary>One text message, rendered and ready to hand over.</summary>
public sealed record OutboundSms
{
    /// <summary>Given to the carrier as reference, so that receipts match.</summary>
    public required Guid NotificationId { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>Asked as the last thing before the message goes on the wire: false when another worker may hold the notification by now.</summary>
    public Func<bool> MayStillGo { get; init; } = static () => true;

    /// <summary>E.164, such as <c>+447900900123</c>.</summary>
    public required string To { get; init; }

    /// <summary>What the recipient sees: a name, a short code, or a number in E.164.</summary>
    public required string Sender { get; init; }

    /// <summary>Finished text, the service's name in front when it wants so.</summary>
    public required string Text { get; init; }

    /// <summary>Whether <see cref="Text"/> needs UCS-2; else it fits the GSM 7-bit alphabet.</summary>
    public required bool Unicode { get; init; }

    /// <summary>Billable parts.</summary>
    public required int Fragments { get; init; }

    /// <summary>Of the priority lane, such as a sign-in code: of no use when it comes late.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>How long the carrier is to go on trying: <see cref="ISmsProvider.Validity"/>, and never beyond the age at which the text is given up.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[text of notification {NotificationId}]";
}
