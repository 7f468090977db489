using System.Globalization;
using Notify.Core.Declarations;
using Notify.Core.Nations;
using Notify.Core.Notifications;

namespace Notify.Server.Features.Declarations;

/// <summary>How long the service keeps its messages.</summary>
internal static class RetentionChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state, NationPack nation)
    {
        foreach (var (setting, channel, days) in new[]
        {
            ("email_days", Channel.Email, declared.Retention.EmailDays), ("sms_days", Channel.Sms, declared.Retention.SmsDays),
        })
        {
            var before = state.Retention.TryGetValue(channel, out var chosen) ? chosen : nation.Retention.Days;
            if (days is not { } now || now == before)
            {
                continue;
            }

            var words = state.Service is null ? Number(now) : $"{Number(before)} → {Number(now)}";
            yield return new Change(state.Service is null ? Mark.Add : Mark.Alter, setting, null, words, (writer, cancellationToken) =>
                writer.Retention.SetAsync(writer.ServiceId, channel, now, cancellationToken));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
