namespace Notify.Core.Services;

/// <summary>What is counted a day.</summary>
public enum DailyKind
{
    Email,

    /// <summary>Texts, those abroad included.</summary>
    Sms,

    /// <summary>Texts abroad, counted in <see cref="Sms"/> as well.</summary>
    InternationalSms,

    Letter,
}

/// <summary>The words of <see cref="DailyKind"/> on the wire and in the database.</summary>
public static class DailyKindNames
{
    public static string Wire(this DailyKind kind) => kind switch
    {
        DailyKind.Email => "email",
        DailyKind.Sms => "sms",
        DailyKind.InternationalSms => "international_sms",
        DailyKind.Letter => "letter",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <exception cref="FormatException">Not a kind; only our own database is read with this.</exception>
    public static DailyKind Parse(string word) => word switch
    {
        "email" => DailyKind.Email,
        "sms" => DailyKind.Sms,
        "international_sms" => DailyKind.InternationalSms,
        "letter" => DailyKind.Letter,
        _ => throw new FormatException($"'{word}' is not counted by day"),
    };
}
