using System.Globalization;
using Notify.Core.Declarations;
using Notify.Core.Nations;
using Notify.Core.Services;

namespace Notify.Server.Features.Declarations;

/// <summary>The service itself: name and settings. One write stores them all.</summary>
internal static class SettingChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, Service? before, Guid id, string name, NationPack nation)
    {
        var basis = before ?? new Service
        {
            Id = id,
            Name = name,
            TrialMode = declared.TrialMode ?? false,
            Limits = declared.TrialMode == true ? ServiceLimits.Trial : new ServiceLimits(),
            PrefixSms = nation.Sms.PrefixServiceName,
        };
        var after = basis with
        {
            Name = name,
            Active = declared.IsArchived is { } archived ? !archived : basis.Active,
            TrialMode = declared.TrialMode ?? basis.TrialMode,
            Permissions = Permissions(declared, basis),
            Limits = basis.Limits with
            {
                RatePerMinute = declared.Limits.RequestsPerMinute ?? basis.Limits.RatePerMinute,
                DailyEmail = declared.Limits.EmailPerDay ?? basis.Limits.DailyEmail,
                DailySms = declared.Limits.SmsPerDay ?? basis.Limits.DailySms,
                DailyInternationalSms = declared.Limits.InternationalSmsPerDay ?? basis.Limits.DailyInternationalSms,
            },
            PrefixSms = declared.PrefixSms ?? basis.PrefixSms,
            ContactLink = declared.ContactLink.IsGiven ? declared.ContactLink.Value : basis.ContactLink,
        };
        if (before is null)
        {
            yield return new Change(Mark.Add, "service", name, "", async (writer, cancellationToken) =>
            {
                if (!await writer.Services.CreateAsync(after, cancellationToken))
                {
                    throw ServiceWriter.Overtaken($"The service '{name}'");
                }
            });
        }

        // What differs is told setting by setting and written with the first of them.
        var isWritten = before is null;
        foreach (var (setting, old, now) in Settings(before, after).Where(setting => setting.Old != setting.Now))
        {
            var writes = !isWritten;
            isWritten = true;
            var words = before is null || old is null ? now ?? "none" : $"{old} → {now ?? "none"}";
            yield return new Change(before is null ? Mark.Add : Mark.Alter, setting, null, words, async (writer, cancellationToken) =>
            {
                if (writes && !await writer.Services.UpdateAsync(after, cancellationToken))
                {
                    throw ServiceWriter.Overtaken($"The service '{name}'");
                }
            });
        }
    }

    /// <summary>A service that gets numbers to write to may receive what is written.</summary>
    private static IReadOnlySet<ServicePermission> Permissions(DeclaredService declared, Service basis)
    {
        var permissions = declared.Permissions is { } named ? Together(named, basis) : basis.Permissions;
        return declared.InboundNumbers is [_, ..] ? permissions.Append(ServicePermission.InboundSms).ToHashSet() : permissions;
    }

    /// <summary>Permissions that a file cannot name stay: they are of services brought in from elsewhere.</summary>
    private static HashSet<ServicePermission> Together(IReadOnlySet<ServicePermission> declared, Service service) =>
        [.. declared, .. service.Permissions.Where(permission => !ServiceFileMembers.Permissions.Contains(permission.Wire()))];

    private static IEnumerable<(string Name, string? Old, string? Now)> Settings(Service? before, Service after)
    {
        return
        [
            ("name", before?.Name ?? after.Name, after.Name),
            One("archived", service => service.Active ? "false" : "true"),
            One("trial_mode", service => service.TrialMode ? "true" : "false"),
            One("permissions", service => service.Permissions.Count == 0 ? "none" : string.Join(", ", service.Permissions.Order().Select(ServicePermissions.Wire))),
            One("requests_per_minute", service => Number(service.Limits.RatePerMinute)),
            One("email_per_day", service => Number(service.Limits.DailyEmail)),
            One("sms_per_day", service => Number(service.Limits.DailySms)),
            One("international_sms_per_day", service => Number(service.Limits.DailyInternationalSms)),
            One("prefix_sms", service => service.PrefixSms ? "true" : "false"),
            One("contact_link", service => service.ContactLink),
        ];

        (string, string?, string?) One(string name, Func<Service, string?> read) => (name, before is null ? null : read(before), read(after));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
