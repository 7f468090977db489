namespace Notify.Core.Money;

/// <summary>What something costs from a moment on, in the nation's currency.</summary>
/// <param name="Kind">One of <see cref="RateKinds"/>.</param>
/// <param name="ValidFrom">UTC.</param>
/// <param name="Amount">Of one fragment, or of a whole letter.</param>
public sealed record Rate(string Kind, DateTimeOffset ValidFrom, decimal Amount);

/// <summary>What a <see cref="Rate"/> can be of.</summary>
public static class RateKinds
{
    /// <summary>One fragment of a text at home.</summary>
    public const string Sms = "sms";

    /// <summary>A letter of so many sheets.</summary>
    public static string Letter(string postage, int sheets) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"letter:{postage}:{sheets}");
}
