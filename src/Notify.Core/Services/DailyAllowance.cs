namespace Notify.Core.Services;

/// <summary>The daily limits that one message has to fit into when it is stored.</summary>
/// <param name="Kind">Never <see cref="DailyKind.InternationalSms"/>, which is counted beside <see cref="DailyKind.Sms"/>.</param>
/// <param name="Limit">Messages of that kind a day.</param>
/// <param name="InternationalLimit">Texts abroad a day, for one of them; else null.</param>
public sealed record DailyAllowance(DailyKind Kind, int Limit, int? InternationalLimit = null)
{
    /// <param name="keyType">Of the key, or null for what a person or a list sends.</param>
    /// <param name="abroad">A text to another country; numbers that only share the nation's calling code are at home.</param>
    /// <returns>Null for a test key: what it sends is not counted.</returns>
    public static DailyAllowance? For(Service service, KeyType? keyType, DailyKind kind, bool abroad = false)
    {
        ArgumentNullException.ThrowIfNull(service);
        return keyType == KeyType.Test
            ? null
            : new DailyAllowance(kind, service.Limits.Daily(kind), abroad ? service.Limits.DailyInternationalSms : null);
    }
}
