using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Services;

/// <summary>Services as stored.</summary>
public sealed class ServiceStore(NpgsqlDataSource database)
{
    /// <returns>False when a service of that name, regardless of case, is there already.</returns>
    public async Task<bool> CreateAsync(Service service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        return await Write("Services.create_service", service).RunAsync(cancellationToken) == 1;
    }

    /// <summary>Stores all settings of a service over what was there.</summary>
    /// <returns>False when there is no such service.</returns>
    public async Task<bool> UpdateAsync(Service service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        return await Write("Services.update_service", service).RunAsync(cancellationToken) == 1;
    }

    /// <returns>All services by name.</returns>
    public Task<List<Service>> ListAsync(CancellationToken cancellationToken) =>
        database.Command("Services.list_services").ListAsync(Read, cancellationToken);

    /// <param name="idOrName">An id in its usual spelling, or a name regardless of case.</param>
    public Task<Service?> FindAsync(string idOrName, CancellationToken cancellationToken) =>
        database.Command("Services.find_service")
            .With("id", Guid.TryParse(idOrName, out var id) ? id : null, NpgsqlDbType.Uuid)
            .With("name", idOrName)
            .FirstAsync(Read, cancellationToken);

    internal static Service Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Name = row.Get<string>("name"),
        Active = row.Get<bool>("active"),
        TrialMode = row.Get<bool>("trial_mode"),
        Permissions = row.Get<string[]>("permissions").Select(ServicePermissions.Parse).ToHashSet(),
        Limits = new ServiceLimits
        {
            RatePerMinute = row.Get<int>("rate_limit"),
            DailyEmail = row.Get<int>("daily_email"),
            DailySms = row.Get<int>("daily_sms"),
            DailyInternationalSms = row.Get<int>("daily_international_sms"),
            DailyLetter = row.Get<int>("daily_letter"),
        },
        PrefixSms = row.Get<bool>("prefix_sms"),
        ContactLink = row.GetOrNull<string>("contact_link"),
        CreatedAt = row.Time("created_at"),
    };

    private NpgsqlCommand Write(string statement, Service service) => database.Command(statement)
        .With("id", service.Id)
        .With("name", service.Name)
        .With("active", service.Active)
        .With("trial_mode", service.TrialMode)
        .With("permissions", service.Permissions.Order().Select(ServicePermissions.Wire).ToArray())
        .With("rate_limit", service.Limits.RatePerMinute)
        .With("daily_email", service.Limits.DailyEmail)
        .With("daily_sms", service.Limits.DailySms)
        .With("daily_international_sms", service.Limits.DailyInternationalSms)
        .With("daily_letter", service.Limits.DailyLetter)
        .With("prefix_sms", service.PrefixSms)
        .With("contact_link", service.ContactLink, NpgsqlDbType.Text);
}
