using Notify.Core.Notifications;

namespace Notify.Core.Money;

/// <summary>What a notification costs, in the nation's currency.</summary>
public sealed record NotificationCost
{
    private NotificationCost()
    {
    }

    /// <summary>False while it cannot be told yet; the amounts are null then.</summary>
    public bool IsReady { get; private init; }

    public decimal? Amount { get; private init; }

    /// <summary>Billable parts of a text.</summary>
    public int? Fragments { get; private init; }

    /// <summary>What a fragment costs as a multiple of <see cref="SmsRate"/>.</summary>
    public int? RateMultiplier { get; private init; }

    /// <summary>Of one fragment at home.</summary>
    public decimal? SmsRate { get; private init; }

    /// <summary>Sheets of a letter that are paid for.</summary>
    public int? Sheets { get; private init; }

    private static NotificationCost Unknown { get; } = new();

    /// <param name="rates">Those of the time when the notification was made hold.</param>
    /// <param name="usualSmsRate">The nation pack's, where no rate is stored.</param>
    public static NotificationCost Of(Notification notification, RateTable rates, decimal usualSmsRate)
    {
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentNullException.ThrowIfNull(rates);
        return notification.Channel switch
        {
            Channel.Sms => OfText(notification, rates.Find(RateKinds.Sms, notification.CreatedAt) ?? usualSmsRate),
            Channel.Letter => OfLetter(notification, rates),
            _ => new() { IsReady = true, Amount = 0 },
        };
    }

    /// <summary>Known once the fragments were counted, or when there will never be any.</summary>
    private static NotificationCost OfText(Notification notification, decimal rate)
    {
        var fragments = notification.Fragments ?? 0;
        return notification.Status == NotificationStatus.Created && fragments == 0 ? Unknown : new()
        {
            IsReady = true,
            Amount = fragments * notification.RateMultiplier * rate,
            Fragments = fragments,
            RateMultiplier = notification.RateMultiplier,
            SmsRate = rate,
        };
    }

    private static NotificationCost OfLetter(Notification notification, RateTable rates)
    {
        var sheets = notification.Fragments ?? 0;
        switch (notification.Status)
        {
            case NotificationStatus.PendingVirusCheck:
            case NotificationStatus.Created when sheets == 0:
                return Unknown;
            case NotificationStatus.Cancelled:
            case NotificationStatus.TechnicalFailure:
            case NotificationStatus.ValidationFailed:
            case NotificationStatus.VirusScanFailed:
                return new() { IsReady = true, Amount = 0, Sheets = 0 };   // never sent, whatever was counted before
            default:
                return rates.Find(RateKinds.Letter(notification.Postage ?? "second", sheets), notification.CreatedAt) is { } amount
                    ? new() { IsReady = true, Amount = amount, Sheets = sheets }
                    : Unknown;
        }
    }
}
