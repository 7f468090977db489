using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Data.Idempotency;
using Notify.Data.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Uploads;

/// <summary>Uploads as people and clients ask for them; what jobs do with them is in <see cref="UploadWork"/>.</summary>
public sealed class UploadStore(NpgsqlDataSource database, KeyRing keyRing, IdempotencyStore idempotency, TimeProvider time)
{
    /// <summary>An upload's notifications are made after it, but perhaps by a host whose clock lags behind.</summary>
    private static readonly TimeSpan ClockLag = TimeSpan.FromHours(1);

    private readonly StoredBadRows _badRows = new(keyRing);

    /// <param name="chunkSize">Rows that become notifications in one transaction.</param>
    public UploadChunkWriter NewChunks(int chunkSize) => new(keyRing, chunkSize);

    /// <summary>Stores an accepted upload with its rows, in one transaction with the counters of the day and the answer to remember.</summary>
    /// <param name="upload">Status <see cref="UploadStatus.Pending"/> or <see cref="UploadStatus.Scheduled"/>.</param>
    /// <param name="internationalCount">Texts that leave the nation among the rows.</param>
    /// <param name="allowance">Limits that all rows together have to fit in; null when they are not counted.</param>
    /// <param name="remember">Null without an <c>Idempotency-Key</c>.</param>
    /// <returns>What became of it; unless it is stored, nothing is.</returns>
    public async Task<AcceptOutcome> StartAsync(
        Upload upload,
        IReadOnlyList<UploadChunk> chunks,
        int internationalCount,
        DailyAllowance? allowance,
        RememberedUpload? remember,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(chunks);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        await using (var bound = new NpgsqlCommand(SilentHost.EndTransaction, connection, transaction))
        {
            await bound.ExecuteNonQueryAsync(cancellationToken);
        }

        // The bulk goes first: keys and counters, which every request of the service needs, are then held for a moment only.
        await CopyAsync(connection, upload.Id, chunks, cancellationToken);
        await connection.Command("Uploads.add", transaction, AddTo(upload)).RunAsync(cancellationToken);
        if (remember is { } answer && await RememberAsync(connection, transaction, upload, answer, cancellationToken) is { } known)
        {
            return new AcceptOutcome.Known(known);
        }

        if (allowance is not null && await CountAsync(connection, transaction, upload, internationalCount, allowance, cancellationToken) is { } full)
        {
            return full;
        }

        var processId = connection.ProcessID;
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not PostgresException)
        {
            // Perhaps it was committed, and only the answer was lost: who is told "not stored" asks again, and thousands get a second message.
            if (!await IsStoredAsync(upload, processId))
            {
                throw;
            }
        }

        return AcceptOutcome.Stored;
    }

    private async Task<bool> IsStoredAsync(Upload upload, int processId) =>
        await BrokenConnection.AskAsync(
            database, processId, time, async cancellationToken => await FindAsync(upload.ServiceId, upload.Id, cancellationToken) is not null);

    /// <returns>The upload, or null when this service has none of that id.</returns>
    public Task<Upload?> FindAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Uploads.find").With("service_id", serviceId).With("id", id).FirstAsync(Read, cancellationToken);

    /// <param name="keyTypes">Of what was sent with keys like these only.</param>
    /// <param name="olderThan">Id of the last one of the page before; null for the first.</param>
    /// <returns>A page, newest first.</returns>
    public Task<List<Upload>> ListAsync(
        Guid serviceId, IReadOnlyCollection<KeyType> keyTypes, Guid? olderThan, int pageSize, CancellationToken cancellationToken) =>
        database.Command("Uploads.list")
            .With("service_id", serviceId)
            .With("key_types", keyTypes.Select(KeyTypeNames.Wire).ToArray())
            .With("older_than", olderThan, NpgsqlDbType.Uuid)
            .With("page_size", pageSize)
            .ListAsync(Read, cancellationToken);

    /// <summary>Pauses (<see cref="UploadStatus.Paused"/>) or cancels (<see cref="UploadStatus.Cancelled"/>) an upload, or, with null, resumes it.</summary>
    /// <param name="from">The statuses in which that may be; a finished one also needs a message that has not been handed over.</param>
    /// <returns>The status before, and whether it was changed; null when there is none of that id and those keys.</returns>
    public async Task<(UploadStatus Before, bool IsChanged)?> ChangeAsync(
        Guid serviceId, Guid id, IReadOnlyCollection<KeyType> keyTypes, UploadStatus? to, IEnumerable<UploadStatus> from, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Held by a statement of its own: the next one sees what a job that had it until now has stored.
        var held = await connection.Command("Uploads.hold", transaction)
            .With("service_id", serviceId)
            .With("id", id)
            .With("key_types", keyTypes.Select(KeyTypeNames.Wire).ToArray())
            .ListAsync(row => (Status: UploadStatuses.Parse(row.Get<string>("status")), CreatedAt: row.Time("created_at")), cancellationToken);
        if (held is not [var (before, createdAt)])
        {
            return null;
        }

        if (!from.Contains(before)
            || (before == UploadStatus.Finished && !await HasWaitingAsync(connection, transaction, serviceId, id, createdAt, cancellationToken)))
        {
            return (before, false);
        }

        await connection.Command("Uploads.change_status", transaction)
            .With("id", id)
            .With("status", to?.Wire() ?? "resumed")
            .RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (before, true);
    }

    /// <summary>Counts what became of an upload's rows: from its own row once all have ended, from its notifications until then.</summary>
    public async Task<UploadCounts> CountAsync(Upload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        if (upload.Ended is { } ended)
        {
            return ended;
        }

        var rows = await database.Command("Uploads.count_rows")
            .With("service_id", upload.ServiceId)
            .With("id", upload.Id)
            .With("from", FirstId(upload.CreatedAt))
            .ListAsync(row => (Status: NotificationStatusNames.Parse(row.Get<string>("status")), Count: row.Get<int>("count")), cancellationToken);
        var (open, delivered, failed, cancelled) = (0, 0, 0, 0);
        foreach (var (status, count) in rows)
        {
            switch (status)
            {
                case NotificationStatus.Delivered or NotificationStatus.Sent:
                    delivered += count;
                    break;
                case NotificationStatus.Cancelled:
                    cancelled += count;
                    break;
                case NotificationStatus.Created or NotificationStatus.Sending or NotificationStatus.Pending:
                    open += count;
                    break;
                default:
                    failed += count;
                    break;
            }
        }

        // What was cancelled, or could not be read, before it became a notification has none to be counted.
        var notStored = upload.RowCount - upload.StoredRows;
        switch (upload.Status)
        {
            case UploadStatus.Cancelled:
                cancelled += notStored;
                break;
            case UploadStatus.Error:
                failed += notStored;
                break;
            default:
                open += notStored;
                break;
        }

        // Some may have been stored between the two looks. Retention may have removed others already: how they ended nobody knows any more, and
        // waiting for them would never end.
        return new UploadCounts(Math.Min(open, upload.RowCount - delivered - failed - cancelled), delivered, failed, cancelled);
    }

    /// <summary>Whether a message of an upload has not been handed over.</summary>
    internal static async Task<bool> HasWaitingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid serviceId, Guid id, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("Uploads.has_waiting", transaction)
            .With("service_id", serviceId)
            .With("id", id)
            .With("from", FirstId(createdAt));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    internal static Guid FirstId(DateTimeOffset createdAt) => Ids.LowerBound(createdAt - ClockLag);

    internal Upload Read(NpgsqlDataReader row)
    {
        var id = row.Get<Guid>("id");
        return new Upload
        {
            Id = id,
            ServiceId = row.Get<Guid>("service_id"),
            Channel = ChannelNames.Parse(row.Get<string>("channel")),
            Status = UploadStatuses.Parse(row.Get<string>("status")),
            Name = row.Get<string>("name"),
            Reference = row.GetOrNull<string>("reference"),
            TemplateId = row.Get<Guid>("template_id"),
            TemplateVersion = row.Get<int>("template_version"),
            KeyType = KeyTypeNames.Parse(row.Get<string>("key_type")),
            ApiKeyId = row.GetOrNull<Guid?>("api_key_id"),
            CreatedBy = row.GetOrNull<Guid?>("created_by"),
            Sender = row.Get<string>("sender"),
            ReplyTo = row.GetOrNull<string>("reply_to"),
            HasUnsubscribeLink = row.Get<bool>("has_unsubscribe_link"),
            RowCount = row.Get<int>("row_count"),
            StoredRows = row.Get<int>("stored_rows"),
            BadRowCount = row.Get<int>("bad_row_count"),
            BadRows = _badRows.OpenFirst(row.GetOrNull<byte[]>("bad_rows"), id),
            ScheduledFor = row.TimeOrNull("scheduled_for"),
            CreatedAt = row.Time("created_at"),
            StartedAt = row.TimeOrNull("started_at"),
            FinishedAt = row.TimeOrNull("finished_at"),
            Ended = row.GetOrNull<int?>("delivered") is { } delivered
                ? new UploadCounts(0, delivered, row.Get<int>("failed"), row.Get<int>("cancelled"))
                : null,
        };
    }

    private static async Task CopyAsync(NpgsqlConnection connection, Guid uploadId, IReadOnlyList<UploadChunk> chunks, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy upload_chunks (upload_id, number, id, rows, content) from stdin (format binary)", cancellationToken);
        for (var i = 0; i < chunks.Count; i++)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(uploadId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(i, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(chunks[i].Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(chunks[i].Rows, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(chunks[i].Content, NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task<StoredAnswer?> RememberAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Upload upload, RememberedUpload answer, CancellationToken cancellationToken)
    {
        var isNew = await connection.Command("Idempotency.remember", transaction)
            .With("service_ids", new[] { upload.ServiceId })
            .With("key_types", new[] { answer.KeyType.Wire() })
            .With("keys", new[] { answer.Key })
            .With("request_ids", new[] { upload.Id })
            .With("hashes", new[] { answer.Hash })
            .With("answers", new[] { idempotency.Seal(answer.Answer.Span, upload.Id) })
            .RunAsync(cancellationToken) > 0;
        return isNew ? null : await connection.Command("Idempotency.recall", transaction)
            .With("key_services", new[] { upload.ServiceId })
            .With("key_types_of_keys", new[] { answer.KeyType.Wire() })
            .With("keys", new[] { answer.Key })
            .With("key_requests", new[] { upload.Id })
            .FirstAsync(IdempotencyStore.Read, cancellationToken);
    }

    private static async Task<AcceptOutcome.Full?> CountAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Upload upload, int internationalCount, DailyAllowance allowance, CancellationToken cancellationToken)
    {
        var counters = new List<(DailyKind Kind, int Messages, int Limit)> { (allowance.Kind, upload.RowCount, allowance.Limit) };
        if (internationalCount > 0)
        {
            counters.Add((DailyKind.InternationalSms, internationalCount, allowance.InternationalLimit ?? int.MaxValue));
        }

        var services = Enumerable.Repeat(upload.ServiceId, counters.Count).ToArray();
        var kinds = counters.Select(counter => counter.Kind.Wire()).ToArray();
        foreach (var statement in new[] { "Notifications.open_counters", "Notifications.lock_counters" })
        {
            await connection.Command(statement, transaction).With("counter_services", services).With("counter_kinds", kinds).RunAsync(cancellationToken);
        }

        var counted = await connection.Command("Uploads.count_day", transaction)
            .With("service_id", upload.ServiceId)
            .With("counter_kinds", kinds)
            .With("counter_messages", counters.Select(counter => counter.Messages).ToArray())
            .With("counter_limits", counters.Select(counter => counter.Limit).ToArray())
            .ListAsync(row => row.Get<string>("kind"), cancellationToken);
        foreach (var (kind, _, limit) in counters.Where(counter => !counted.Contains(counter.Kind.Wire())))
        {
            return new AcceptOutcome.Full(kind, limit, await DayEndsInAsync(connection, transaction, cancellationToken));
        }

        return null;
    }

    private static async Task<TimeSpan> DayEndsInAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        TimeSpan.FromSeconds((await connection.Command("Uploads.day_ends_in", transaction).ValueAsync<int>(cancellationToken))!.Value);

    private Action<NpgsqlCommand> AddTo(Upload upload) => command => command
        .With("service_id", upload.ServiceId)
        .With("id", upload.Id)
        .With("channel", upload.Channel.Wire())
        .With("status", upload.Status.Wire())
        .With("name", upload.Name)
        .With("reference", upload.Reference, NpgsqlDbType.Text)
        .With("template_id", upload.TemplateId)
        .With("template_version", upload.TemplateVersion)
        .With("key_type", upload.KeyType.Wire())
        .With("api_key_id", upload.ApiKeyId, NpgsqlDbType.Uuid)
        .With("created_by", upload.CreatedBy, NpgsqlDbType.Uuid)
        .With("sender", upload.Sender)
        .With("reply_to", upload.ReplyTo, NpgsqlDbType.Text)
        .With("has_unsubscribe_link", upload.HasUnsubscribeLink)
        .With("row_count", upload.RowCount)
        .With("bad_row_count", upload.BadRowCount)
        .With("bad_rows", _badRows.SealFirst(upload), NpgsqlDbType.Bytea)
        .With("more_bad_rows", _badRows.SealOthers(upload), NpgsqlDbType.Bytea)
        .With("scheduled_for", upload.ScheduledFor?.UtcDateTime, NpgsqlDbType.TimestampTz)
        .With("created_at", upload.CreatedAt.UtcDateTime);
}
