using Notify.Core.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Sandbox;

/// <summary>The sandbox inbox as stored.</summary>
public sealed class SandboxMessageStore(NpgsqlDataSource database) : ICapturedMessages
{
    /// <inheritdoc/>
    public async Task CaptureAsync(CapturedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await database.Command("Sandbox.capture")
            .With("service_id", message.ServiceId)
            .With("id", message.Id)
            .With("notification_id", message.NotificationId)
            .With("channel", message.Channel.Wire())
            .With("recipient", message.Recipient)
            .With("sender", message.Sender)
            .With("subject", message.Subject?.Replace('\0', ' '), NpgsqlDbType.Text)
            .With("content", message.Content.ToArray())
            .With("encoding", message.Encoding)
            .With("fragments", message.Fragments, NpgsqlDbType.Smallint)
            .RunAsync(cancellationToken);
    }

    /// <summary>A page of the inbox of all services, newest first, without contents.</summary>
    /// <param name="before">Id of the last message of the page before; null for the newest.</param>
    public Task<List<CapturedMessage>> ListAsync(Guid? before, int count, CancellationToken cancellationToken) =>
        database.Command("Sandbox.list")
            .With("before", before, NpgsqlDbType.Uuid)
            .With("count", count)
            .ListAsync(Read, cancellationToken);

    /// <returns>One message with its content, or null when there is none of that id.</returns>
    public Task<CapturedMessage?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.Command("Sandbox.find")
            .With("id", id)
            .FirstAsync(Read, cancellationToken);

    private static CapturedMessage Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        NotificationId = row.Get<Guid>("notification_id"),
        ServiceId = row.Get<Guid>("service_id"),
        Channel = ChannelNames.Parse(row.Get<string>("channel")),
        Recipient = row.Get<string>("recipient"),
        Sender = row.Get<string>("sender"),
        Subject = row.GetOrNull<string>("subject"),
        Content = row.Get<byte[]>("content"),
        Encoding = row.Get<string>("encoding"),
        Fragments = row.GetOrNull<short?>("fragments"),
        CapturedAt = row.Time("captured_at"),
    };
}
