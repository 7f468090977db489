namespace Notify.Core.Services;

/// <summary>How much a service may send. Live and team keys, uploads and messages sent by hand count together; a day is a UTC calendar day.</summary>
public sealed record ServiceLimits
{
    /// <summary>Requests to send in 60 seconds, for each kind of key on its own.</summary>
    public int RatePerMinute { get; init; } = 3000;

    /// <summary>E-mails a day.</summary>
    public int DailyEmail { get; init; } = 250_000;

    /// <summary>Texts a day, those abroad included.</summary>
    public int DailySms { get; init; } = 250_000;

    /// <summary>Texts abroad a day, part of <see cref="DailySms"/>.</summary>
    public int DailyInternationalSms { get; init; } = 100;

    /// <summary>Letters a day: kept for services that are brought in from elsewhere, since a limit of 0 is answered before anything else.</summary>
    public int DailyLetter { get; init; } = 20_000;

    /// <returns>Messages of a kind a day.</returns>
    public int Daily(DailyKind kind) => kind switch
    {
        DailyKind.Email => DailyEmail,
        DailyKind.Sms => DailySms,
        DailyKind.InternationalSms => DailyInternationalSms,
        DailyKind.Letter => DailyLetter,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What a service in trial mode starts with.</summary>
    public static ServiceLimits Trial { get; } = new() { DailyEmail = 50, DailySms = 50, DailyLetter = 50 };
}
