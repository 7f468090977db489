using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>Notifications as stored; their personalisation is encrypted under the key ring.</summary>
public sealed class NotificationStore(NpgsqlDataSource database, KeyRing keyRing)
{
    internal const string PersonalisationColumn = "notifications.personalisation";

    /// <returns>The notification, or null when this service has none of that id.</returns>
    public Task<Notification?> FindAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Notifications.find")
            .With("service_id", serviceId)
            .With("id", id)
            .FirstAsync(Read, cancellationToken);

    /// <summary>Takes a notification back that nobody has begun to send.</summary>
    /// <param name="keyType">Of the key that asks: one that only simulates must not stop a real message.</param>
    /// <param name="eventId">For the event it leaves on the time line, version 7.</param>
    /// <returns>False when it is gone, final, of another type of key, or may be on the wire already.</returns>
    public async Task<bool> CancelAsync(Guid serviceId, Guid id, KeyType keyType, Guid eventId, CancellationToken cancellationToken) =>
        await database.Command("Notifications.cancel")
            .With("service_id", serviceId)
            .With("id", id)
            .With("key_type", keyType.Wire())
            .With("event_id", eventId)
            .With("event_kind", NotificationEventKinds.Cancelled)
            .RunAsync(cancellationToken) > 0;

    /// <returns>What happened beyond the plain course, oldest first.</returns>
    public Task<List<NotificationEvent>> EventsAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Notifications.events")
            .With("service_id", serviceId)
            .With("id", id)
            .ListAsync(
                row => new NotificationEvent(
                    row.Time("at"),
                    row.Get<string>("kind"),
                    row.GetOrNull<string>("status") is { } status ? NotificationStatusNames.Parse(status) : null,
                    row.GetOrNull<string>("provider"),
                    row.GetOrNull<string>("reason"))
                {
                    ProviderTime = row.TimeOrNull("provider_time"),
                    Repeats = row.Get<int>("repeats"),
                    RepeatedAt = row.TimeOrNull("repeated_at"),
                },
                cancellationToken);

    /// <summary>Stores what another system sent, in the state it had there. It does not enter the queue: nothing sends it again.</summary>
    /// <param name="notification">Its id is a version 7 UUID of the time it was created: the id tells the partition, whose day must have been made.</param>
    /// <param name="apiKeyId">The key that sent it; null for lists and what was sent by hand.</param>
    public Task ImportAsync(Notification notification, Guid? apiKeyId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return database.Command("Notifications.import")
            .With("service_id", notification.ServiceId)
            .With("id", notification.Id)
            .With("channel", notification.Channel.Wire())
            .With("status", notification.Status.Wire())
            .With("key_type", notification.KeyType.Wire())
            .With("api_key_id", apiKeyId, NpgsqlDbType.Uuid)
            .With("template_id", notification.TemplateId)
            .With("template_version", notification.TemplateVersion)
            .With("recipient", notification.Recipient)
            .With("recipient_as_sent", notification.RecipientAsSent)
            .With("personalisation", Encrypt(notification.Id, notification.Personalisation), NpgsqlDbType.Bytea)
            .With("reference", notification.Reference, NpgsqlDbType.Text)
            .With("sender", notification.Sender)
            .With("international", notification.International)
            .With("fragments", notification.Fragments, NpgsqlDbType.Smallint)
            .With("rate_multiplier", notification.RateMultiplier)
            .With("provider", notification.Provider, NpgsqlDbType.Text)
            .With("provider_reference", notification.ProviderReference, NpgsqlDbType.Text)
            .With("created_at", notification.CreatedAt.UtcDateTime)
            .With("sent_at", notification.SentAt?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .With("updated_at", notification.UpdatedAt?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .With("reply_to", notification.ReplyTo, NpgsqlDbType.Text)
            .With("unsubscribe_url", notification.UnsubscribeUrl, NpgsqlDbType.Text)
            .With("has_unsubscribe_link", notification.HasUnsubscribeLink)
            .With("scheduled_for", notification.ScheduledFor?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .With("job_id", notification.JobId, NpgsqlDbType.Uuid)
            .With("postage", notification.Postage, NpgsqlDbType.Text)
            .RunAsync(cancellationToken);
    }

    internal Notification Read(NpgsqlDataReader row)
    {
        var id = row.Get<Guid>("id");
        return new Notification
        {
            Id = id,
            ServiceId = row.Get<Guid>("service_id"),
            Channel = ChannelNames.Parse(row.Get<string>("channel")),
            Status = NotificationStatusNames.Parse(row.Get<string>("status")),
            KeyType = KeyTypeNames.Parse(row.Get<string>("key_type")),
            TemplateId = row.Get<Guid>("template_id"),
            TemplateVersion = row.Get<int>("template_version"),
            Recipient = row.Get<string>("recipient"),
            RecipientAsSent = row.Get<string>("recipient_as_sent"),
            Personalisation = row.GetOrNull<byte[]>("personalisation") is { } cipher ? keyRing.Decrypt(cipher, new(PersonalisationColumn, id)) : default,
            Reference = row.GetOrNull<string>("reference"),
            Sender = row.Get<string>("sender"),
            International = row.Get<bool>("international"),
            Fragments = row.GetOrNull<short?>("fragments"),
            RateMultiplier = row.Get<short>("rate_multiplier"),
            Provider = row.GetOrNull<string>("provider"),
            ProviderReference = row.GetOrNull<string>("provider_reference"),
            ReplyTo = row.GetOrNull<string>("reply_to"),
            UnsubscribeUrl = row.GetOrNull<string>("unsubscribe_url"),
            HasUnsubscribeLink = row.Get<bool>("has_unsubscribe_link"),
            ScheduledFor = row.TimeOrNull("scheduled_for"),
            JobId = row.GetOrNull<Guid?>("job_id"),
            Postage = row.GetOrNull<string>("postage"),
            CreatedAt = row.Time("created_at"),
            SentAt = row.TimeOrNull("sent_at"),
            UpdatedAt = row.TimeOrNull("updated_at"),
        };
    }

    private byte[]? Encrypt(Guid id, ReadOnlyMemory<byte> personalisation) => personalisation.IsEmpty
        ? null
        : keyRing.Encrypt(personalisation.Span, new(PersonalisationColumn, id));
}
