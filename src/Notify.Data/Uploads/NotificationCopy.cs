using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Data.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Uploads;

/// <summary>Writes an upload's rows as notifications into a COPY, in the order of its columns.</summary>
internal sealed class NotificationCopy(Upload upload, KeyRing keyRing)
{
    private readonly string _channel = upload.Channel.Wire();
    private readonly string _status = NotificationStatus.Created.Wire();
    private readonly string _keyType = upload.KeyType.Wire();

    /// <param name="createdAt">UTC.</param>
    public async Task WriteAsync(NpgsqlBinaryImporter copy, Guid id, UploadRow row, DateTime createdAt, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(upload.ServiceId, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(_channel, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(_status, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(_keyType, NpgsqlDbType.Text, cancellationToken);
        await OrNullAsync(upload.ApiKeyId, NpgsqlDbType.Uuid);
        await copy.WriteAsync(upload.TemplateId, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(upload.TemplateVersion, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(row.Recipient, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(row.RecipientAsSent, NpgsqlDbType.Text, cancellationToken);
        if (row.Personalisation.IsEmpty)
        {
            await copy.WriteNullAsync(cancellationToken);
        }
        else
        {
            await copy.WriteAsync(keyRing.Encrypt(row.Personalisation.Span, new(NotificationStore.PersonalisationColumn, id)), NpgsqlDbType.Bytea, cancellationToken);
        }

        await TextAsync(row.Reference ?? upload.Reference);
        await copy.WriteAsync(upload.Sender, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(row.International, NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(row.RateMultiplier, NpgsqlDbType.Smallint, cancellationToken);
        await TextAsync(upload.ReplyTo);
        await copy.WriteAsync(upload.HasUnsubscribeLink, NpgsqlDbType.Boolean, cancellationToken);
        await OrNullAsync(upload.ScheduledFor?.UtcDateTime, NpgsqlDbType.TimestampTz);
        await copy.WriteAsync(upload.Id, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(row.Number, NpgsqlDbType.Integer, cancellationToken);
        await OrNullAsync(upload.CreatedBy, NpgsqlDbType.Uuid);
        await copy.WriteAsync(createdAt, NpgsqlDbType.TimestampTz, cancellationToken);

        Task TextAsync(string? text) => text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

        Task OrNullAsync<T>(T? value, NpgsqlDbType type)
            where T : struct => value is { } known ? copy.WriteAsync(known, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);
    }
}
