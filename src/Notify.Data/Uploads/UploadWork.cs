using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Uploads;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Uploads;

/// <summary>What jobs do with uploads. Each step is one transaction that begins by locking the upload's row: killed anywhere, the work goes on
/// where it stood, and two jobs at one upload are one too many but do no harm.</summary>
public sealed class UploadWork(NpgsqlDataSource database, KeyRing keyRing, UploadStore uploads, TimeProvider time)
{
    private const string NotificationsCopy =
        """
        copy notifications (id, service_id, channel, status, key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent, personalisation,
          reference, sender, international, rate_multiplier, reply_to, has_unsubscribe_link, scheduled_for, job_id, job_row_number, created_by, created_at)
        from stdin (format binary)
        """;

    // Without due_at: its default is the database's clock.
    private const string QueueCopy = "copy notification_queue (id, channel, lane, service_id) from stdin (format binary)";

    /// <summary>Turns the next chunk of rows into notifications and moves the checkpoint, both or neither.</summary>
    /// <returns>What was done; <see cref="StoredChunk.Nothing"/> when there is nothing to do; nothing, too, while another transaction holds the upload
    /// (<see cref="StoredChunk.HeldAt"/>): another job that stores, or one that steers.</returns>
    /// <exception cref="UndecipherableException">This host's key ring does not open the rows; nothing is changed, for another host's may.</exception>
    public async Task<StoredChunk> StoreChunkAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var taken = await connection.Command("Uploads.take", transaction)
            .With("id", uploadId)
            .FirstAsync(row => new Taken(uploads.Read(row), row.Get<bool>("active")), cancellationToken);
        if (taken is null)
        {
            var held = await connection.Command("Uploads.held", transaction).With("id", uploadId).ListAsync(row => row.Get<int>("stored_rows"), cancellationToken);
            return held is [var stored] ? StoredChunk.Nothing with { HeldAt = stored } : StoredChunk.Nothing;
        }

        if (!taken.IsActive)
        {
            return await EndAsync(connection, transaction, uploadId, UploadStatus.Cancelled, cancellationToken);
        }

        var upload = taken.Upload;
        var chunk = await connection.Command("Uploads.next_chunk", transaction)
            .With("upload_id", uploadId)
            .FirstAsync(row => new StoredRows(row.Get<int>("number"), row.Get<Guid>("id"), row.Get<int>("rows"), row.Get<byte[]>("content")), cancellationToken);
        if (chunk is null)
        {
            // The checkpoint and the chunks move together, so this cannot be; were it so, trying again would not help.
            return await EndAsync(connection, transaction, uploadId, UploadStatus.Error, cancellationToken);
        }

        var rows = UploadChunkWriter.Read(keyRing, chunk.Id, chunk.Content);
        var ids = new Guid[rows.Count];
        await CopyNotificationsAsync(connection, upload, rows, ids, cancellationToken);
        await CopyQueueAsync(connection, upload, ids, cancellationToken);
        await connection.Command("Uploads.move_checkpoint", transaction)
            .With("id", uploadId)
            .With("number", chunk.Number)
            .With("rows", chunk.Rows)
            .RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StoredChunk(upload.Channel, ids, IsLast: upload.StoredRows + rows.Count >= upload.RowCount);
    }

    /// <summary>Ends an upload whose rows no host has been able to open for so long that they are too old to be sent.</summary>
    /// <param name="age">From its acceptance, or the time it was scheduled for.</param>
    /// <returns>False: it is not that old yet, and is tried again.</returns>
    public async Task<bool> EndUnreadableAsync(Guid uploadId, TimeSpan age, CancellationToken cancellationToken) =>
        await database.Command("Uploads.end_unreadable").With("id", uploadId).With("age", age).RunAsync(cancellationToken) > 0;

    /// <summary>Lets the next notifications of an upload follow what was asked of it: holds, releases or cancels those that still wait to be sent.</summary>
    /// <param name="after">Row number of the last one seen, -1 at the beginning.</param>
    /// <returns>Null when there is nothing to do.</returns>
    public async Task<SteeredRows?> SteerAsync(Guid uploadId, int after, int pageSize, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var upload = await LockAsync(connection, transaction, uploadId, cancellationToken);
        if (upload is not { RowsDiffer: true })
        {
            return null;
        }

        var page = await connection.Command("Uploads.page_of_rows", transaction)
            .With("service_id", upload.ServiceId)
            .With("id", uploadId)
            .With("from", UploadStore.FirstId(upload.CreatedAt))
            .With("after", after)
            .With("page_size", pageSize)
            .ListAsync(row => (Id: row.Get<Guid>("id"), Number: row.Get<int>("job_row_number")), cancellationToken);
        var missed = 0L;
        if (page.Count > 0)
        {
            await using var command = connection.Command(Statement(upload.Status), transaction).With("ids", page.Select(row => row.Id).ToArray());
            if (upload.Status == UploadStatus.Cancelled)
            {
                command.With("event_ids", page.Select(_ => Ids.New(time)).ToArray()).With("event_kind", NotificationEventKinds.Cancelled);
            }

            missed = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }

        await TouchAsync(connection, transaction, uploadId, rowsDiffer: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SteeredRows(upload.Channel, upload.Status, upload.Change, page.Count == 0 ? null : page[^1].Number, (int)missed);
    }

    /// <summary>Takes note that all rows follow, unless something was asked for meanwhile. A paused upload of which nothing is held in the end is finished.</summary>
    /// <param name="change">As it was when the rows were looked at: <see cref="SteeredRows.Change"/>.</param>
    public async Task SteeredAsync(Guid uploadId, int change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, transaction, uploadId, cancellationToken) is { } upload && upload.Change == change)
        {
            await TouchAsync(connection, transaction, uploadId, rowsDiffer: false, cancellationToken);
            if (upload.Status == UploadStatus.Paused
                && !await UploadStore.HasWaitingAsync(connection, transaction, upload.ServiceId, uploadId, upload.CreatedAt, cancellationToken))
            {
                await connection.Command("Uploads.finish_paused", transaction).With("id", uploadId).RunAsync(cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static Task<Steered?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid uploadId, CancellationToken cancellationToken) =>
        connection.Command("Uploads.lock", transaction)
            .With("id", uploadId)
            .FirstAsync(
                row => new Steered(
                    row.Get<Guid>("service_id"), ChannelNames.Parse(row.Get<string>("channel")), UploadStatuses.Parse(row.Get<string>("status")),
                    row.Get<int>("change"), row.Get<bool>("rows_differ"), row.Time("created_at")),
                cancellationToken);

    /// <summary>Uploads that a job should be at: whose time has come, or that a job which died left lying. Each goes to one caller only.</summary>
    /// <param name="patience">How long an upload may be untouched before its job counts as dead.</param>
    public Task<List<WaitingUpload>> WakeAsync(TimeSpan patience, int batchSize, CancellationToken cancellationToken) =>
        database.Command("Uploads.wake")
            .With("patience", patience)
            .With("batch_size", batchSize)
            .ListAsync(
                row => new WaitingUpload(
                    row.Get<Guid>("id"),
                    UploadStatuses.Parse(row.Get<string>("status")) is UploadStatus.Pending or UploadStatus.InProgress,
                    row.Get<bool>("rows_differ")),
                cancellationToken);

    /// <summary>Writes down, once all notifications of an upload have ended, how: its row outlives them.</summary>
    /// <returns>Uploads settled.</returns>
    public async Task<int> SettleAsync(CancellationToken cancellationToken)
    {
        const int PageSize = 100;
        var settled = 0;
        while (true)
        {
            var page = await database.Command("Uploads.unsettled")
                .With("batch_size", PageSize)
                .ListAsync(row => (Id: row.Get<Guid>("id"), ServiceId: row.Get<Guid>("service_id")), cancellationToken);
            foreach (var (id, serviceId) in page)
            {
                settled += await SettleAsync(serviceId, id, cancellationToken) ? 1 : 0;
            }

            if (page.Count < PageSize)
            {
                return settled;
            }
        }
    }

    private async Task<bool> SettleAsync(Guid serviceId, Guid id, CancellationToken cancellationToken)
    {
        if (await uploads.FindAsync(serviceId, id, cancellationToken) is not { Ended: null } upload
            || await uploads.CountAsync(upload, cancellationToken) is not { Sending: 0 } counts)
        {
            return false;
        }

        return await database.Command("Uploads.settle")
            .With("service_id", serviceId)
            .With("id", id)
            .With("status", upload.Status.Wire())
            .With("delivered", counts.Delivered)
            .With("failed", counts.Failed)
            .With("cancelled", counts.Cancelled)
            .RunAsync(cancellationToken) > 0;
    }

    private static string Statement(UploadStatus status) => status switch
    {
        UploadStatus.Paused => "Uploads.hold_rows",
        UploadStatus.Cancelled => "Uploads.cancel_rows",
        _ => "Uploads.release_rows",
    };

    private static async Task<StoredChunk> EndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid uploadId, UploadStatus status, CancellationToken cancellationToken)
    {
        await connection.Command("Uploads.end", transaction).With("id", uploadId).With("status", status.Wire()).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return StoredChunk.Nothing;
    }

    private static Task<int> TouchAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid uploadId, bool rowsDiffer, CancellationToken cancellationToken) =>
        connection.Command("Uploads.touch", transaction).With("id", uploadId).With("rows_differ", rowsDiffer).RunAsync(cancellationToken);

    private async Task CopyNotificationsAsync(NpgsqlConnection connection, Upload upload, List<UploadRow> rows, Guid[] ids, CancellationToken cancellationToken)
    {
        var writer = new NotificationCopy(upload, keyRing);
        await using var copy = await connection.BeginBinaryImportAsync(NotificationsCopy, cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            ids[i] = Ids.New(time);
            await writer.WriteAsync(copy, ids[i], rows[i], Now(), cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyQueueAsync(NpgsqlConnection connection, Upload upload, Guid[] ids, CancellationToken cancellationToken)
    {
        var (channel, lane) = (upload.Channel.Wire(), Lane.Bulk.Wire());
        await using var copy = await connection.BeginBinaryImportAsync(QueueCopy, cancellationToken);
        foreach (var id in ids)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(channel, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(lane, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(upload.ServiceId, NpgsqlDbType.Uuid, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private DateTime Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)).UtcDateTime;
    }

    private sealed record Taken(Upload Upload, bool IsActive);

    private sealed record StoredRows(int Number, Guid Id, int Rows, byte[] Content);

    private sealed record Steered(Guid ServiceId, Channel Channel, UploadStatus Status, int Change, bool RowsDiffer, DateTimeOffset CreatedAt);
}
