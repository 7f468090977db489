using System.Globalization;
using NodaTime;
using Notify.Core.Nations;

namespace Notify.Server.Features.Shared;

/// <summary>Times as people read them: in the nation's zone.</summary>
public sealed class PageTime(NationPack nation)
{
    // The zone data travels with the program and is newer than a machine's.
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[nation.TimeZone];

    /// <returns>Such as <c>24 November 2026 at 3:05:09pm</c>.</returns>
    public string Show(DateTimeOffset time) => Show(time, withSeconds: true);

    /// <returns>Such as <c>24 November 2026 at 3:05pm</c>: for what people plan by.</returns>
    public string ShowMinute(DateTimeOffset time) => Show(time, withSeconds: false);

    /// <returns>For the <c>datetime</c> attribute.</returns>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private string Show(DateTimeOffset time, bool withSeconds)
    {
        var local = Instant.FromDateTimeOffset(time).InZone(_zone).LocalDateTime;
        var hour = local.ClockHourOfHalfDay.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.GetCultureInfo("en-GB"),
            $"{local.Day} {local.ToDateTimeUnspecified():MMMM} {local.Year} at {hour}:{local.Minute:00}{(withSeconds ? $":{local.Second:00}" : "")}{(local.Hour < 12 ? "am" : "pm")}");
    }
}
