using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Notify.Core.Notifications;

/// <summary>Reads dates and times of ISO 8601 in the spellings that the original takes.</summary>
/// <remarks>Those of Python's <c>datetime.fromisoformat</c>: basic and extended forms, week dates, any one character between date and
/// time, fractions after a point or comma (cut at a microsecond), with or without an offset.</remarks>
public static partial class IsoTime
{
    /// <param name="time">In UTC. A date alone is its midnight, and what names no offset is taken for UTC.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || text.Length > 64 || Form().Match(text) is not { Success: true } match || !TryDate(match, out var date))
        {
            return false;
        }

        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        if (hour > 23 || minute > 59 || second > 59 || !TryOffset(match, out var offset))
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value;
        var microseconds = fraction.Length == 0 ? 0 : int.Parse(fraction.PadRight(6, '0').AsSpan(0, 6), NumberStyles.None, CultureInfo.InvariantCulture);
        var local = date.ToDateTime(new TimeOnly(hour, minute, second)).AddMicroseconds(microseconds);

        // Near the ends of the calendar an offset leads out of it.
        var ticks = local.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryDate(Match match, out DateOnly date)
    {
        date = default;
        var year = Number(match, "year");
        if (year == 0)
        {
            return false;
        }

        if (match.Groups["week"].Success)
        {
            var (week, day) = (Number(match, "week"), match.Groups["weekday"].Success ? Number(match, "weekday") : 1);
            if (week < 1 || week > ISOWeek.GetWeeksInYear(year) || day is < 1 or > 7)
            {
                return false;
            }

            date = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, (DayOfWeek)(day % 7)));
            return true;
        }

        var (month, dayOfMonth) = (Number(match, "month"), Number(match, "day"));
        if (month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, dayOfMonth);
        return true;
    }

    private static bool TryOffset(Match match, out TimeSpan offset)
    {
        var (hours, minutes, seconds) = (Number(match, "offhour"), Number(match, "offminute"), Number(match, "offsecond"));
        offset = new TimeSpan(hours, minutes, seconds);
        if (match.Groups["sign"].Value == "-")
        {
            offset = -offset;
        }

        return hours < 24 && minutes < 60 && seconds < 60;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        """
        ^(?<year>[0-9]{4})
        (?: -(?<month>[0-9]{2})-(?<day>[0-9]{2}) | (?<month>[0-9]{2})(?<day>[0-9]{2})
          | -W(?<week>[0-9]{2})(?:-(?<weekday>[0-9]))? | W(?<week>[0-9]{2})(?<weekday>[0-9])? )
        (?: (?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S]) (?<hour>[0-9]{2})
            (?: :(?<minute>[0-9]{2}) (?: :(?<second>[0-9]{2}) (?: [.,](?<fraction>[0-9]+) )? )?
              | (?<minute>[0-9]{2}) (?: (?<second>[0-9]{2}) (?: [.,](?<fraction>[0-9]+) )? )? )?
            (?: Z | (?<sign>[+-])(?<offhour>[0-9]{2})
                (?: :(?<offminute>[0-9]{2}) (?: :(?<offsecond>[0-9]{2}) (?: [.,][0-9]+ )? )?
                  | (?<offminute>[0-9]{2}) (?: (?<offsecond>[0-9]{2}) (?: [.,][0-9]+ )? )? )? )?
        )?\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
