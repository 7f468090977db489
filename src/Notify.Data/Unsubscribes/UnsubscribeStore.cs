using Notify.Core;
using Notify.Core.Unsubscribes;
using Npgsql;

namespace Notify.Data.Unsubscribes;

/// <summary>Requests not to be written to again, kept for the services to fetch.</summary>
public sealed class UnsubscribeStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Keeps a request; a repeat of one that the service has not acted on yet changes nothing.</summary>
    public Task AddAsync(UnsubscribeLink link, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        return database.Command("Unsubscribes.add")
            .With("service_id", link.ServiceId)
            .With("id", Ids.New(time))
            .With("notification_id", link.NotificationId)
            .With("template_id", link.TemplateId)
            .With("template_version", link.TemplateVersion)
            .With("email_address", link.EmailAddress)
            .RunAsync(cancellationToken);
    }

    /// <returns>Whether there is a request that the service has not acted on yet.</returns>
    public async Task<bool> IsOpenAsync(UnsubscribeLink link, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        return await database.Command("Unsubscribes.is_open")
            .With("service_id", link.ServiceId)
            .With("notification_id", link.NotificationId)
            .FirstAsync(_ => (object)true, cancellationToken) is not null;
    }
}
