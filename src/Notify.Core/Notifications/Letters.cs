namespace Notify.Core.Notifications;

/// <summary>What is particular about letters, which are read but never sent.</summary>
public static class Letters
{
    /// <returns>The word that the API shows for a letter's status.</returns>
    public static string ShownStatus(NotificationStatus status) => status switch
    {
        NotificationStatus.Created or NotificationStatus.Sending => "accepted",
        NotificationStatus.Delivered or NotificationStatus.ReturnedLetter => "received",
        _ => status.Wire(),
    };

    /// <returns>When it will be or was about to arrive: working days (Monday to Saturday) after the one it is printed on, which is the next.</returns>
    /// <remarks>The original knows holidays and its printers' hours; here the day is an estimate, as the member's name says.</remarks>
    public static DateTimeOffset EstimatedDelivery(DateTimeOffset created, string? postage)
    {
        var days = 1 + postage switch { "first" => 1, "economy" => 8, "europe" => 5, "rest-of-world" => 7, _ => 3 };
        var day = new DateTimeOffset(created.UtcDateTime.Date, TimeSpan.Zero);
        while (days > 0)
        {
            day = day.AddDays(1);
            days -= day.DayOfWeek == DayOfWeek.Sunday ? 0 : 1;
        }

        return day.AddHours(16);
    }
}
