using System.Globalization;

namespace Notify.Core.Recipients.Files;

/// <summary>How the typed cells of spreadsheets read as text.</summary>
internal static class SheetText
{
    /// <summary>Whole numbers without decimals or exponent, so that a phone number stays one; dates as <c>2026-03-05</c>, with the
    /// time where there is one; booleans as <c>True</c> and <c>False</c>, as the API prints them. Formulas have become their last result.</summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        double number when Math.Abs(number) < 1e15 && Math.Truncate(number) == number => ((long)number).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("G15", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(time.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString(span.Seconds == 0 ? @"hh\:mm" : @"hh\:mm\:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
