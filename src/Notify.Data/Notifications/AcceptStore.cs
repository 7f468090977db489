using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Data.Idempotency;
using Notify.Data.Limits;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>Writes what was accepted: many requests in one round trip and one transaction.</summary>
public sealed class AcceptStore(HotDatabase hot, KeyRing keyRing, IdempotencyStore idempotency, TimeProvider time)
{
    /// <summary>Encrypts a request for writing; the work of the request's own thread, not of the one writer.</summary>
    /// <param name="allowance">Limits to fit in; null when it is not counted.</param>
    public Acceptance Prepare(NewNotification notification, DailyAllowance? allowance)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return new Acceptance
        {
            RequestId = notification.Id,
            ServiceId = notification.ServiceId,
            KeyType = notification.KeyType,
            Notification = notification,
            Allowance = allowance,
            Personalisation = notification.Personalisation.IsEmpty
                ? null
                : keyRing.Encrypt(notification.Personalisation.Span, new(NotificationStore.PersonalisationColumn, notification.Id)),
        };
    }

    /// <summary>Adds the answer to remember.</summary>
    /// <param name="hash">SHA-256 of route and body.</param>
    public Acceptance Remember(Acceptance acceptance, string key, byte[] hash, ReadOnlySpan<byte> answer)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        return acceptance with { Key = key, Hash = hash, Answer = idempotency.Seal(answer, acceptance.RequestId) };
    }

    /// <summary>Writes a batch: all of it or, when it throws, nothing.</summary>
    /// <param name="batch">In order of arrival; no two with the same <see cref="Acceptance.Claims"/>.</param>
    /// <returns>Outcomes in the order of the batch, and the counters it touched as they stand now.</returns>
    /// <exception cref="PostgresException">The database refused it: nothing is written.</exception>
    /// <exception cref="CommitInDoubtException">It was sent, and nobody said what became of it.</exception>
    public async Task<(IReadOnlyList<AcceptOutcome> Outcomes, IReadOnlyList<DailyCount> Counts)> AcceptAsync(
        IReadOnlyList<Acceptance> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var counters = Counters(batch);
        var keyed = Enumerable.Range(0, batch.Count).Where(i => batch[i].Key is not null).ToArray();
        await using var connection = await hot.Source.OpenConnectionAsync(cancellationToken);
        await using var commands = new NpgsqlBatch(connection);
        if (keyed.Length > 0)
        {
            commands.BatchCommands.Add(Remember([.. keyed.Select(i => batch[i])]));
            commands.BatchCommands.Add(Recall(batch, keyed));
        }

        if (counters.Count > 0)
        {
            commands.BatchCommands.Add(OfCounters("Notifications.open_counters", counters));
            commands.BatchCommands.Add(OfCounters("Notifications.lock_counters", counters));
        }

        commands.BatchCommands.Add(Accept(batch, counters));
        if (counters.Count > 0)
        {
            commands.BatchCommands.Add(OfCounters("Notifications.read_counters", counters));
        }

        await commands.PrepareAsync(cancellationToken);
        var processId = connection.ProcessID;
        try
        {
            return await RunAsync(commands, batch, keyed, counters, cancellationToken);
        }
        catch (Exception e) when (e is not PostgresException)
        {
            // Whether the transaction was committed is not known: the connection may have broken after it.
            throw new CommitInDoubtException(processId, e);
        }
    }

    private static async Task<(IReadOnlyList<AcceptOutcome> Outcomes, IReadOnlyList<DailyCount> Counts)> RunAsync(
        NpgsqlBatch commands,
        IReadOnlyList<Acceptance> batch,
        int[] keyed,
        Dictionary<(Guid Service, DailyKind Kind), int> counters,
        CancellationToken cancellationToken)
    {
        await using var row = await commands.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<int, StoredAnswer>();
        if (keyed.Length > 0)
        {
            while (await row.ReadAsync(cancellationToken))
            {
                known.Add(row.Get<int>("ordinal"), IdempotencyStore.Read(row));
            }

            await row.NextResultAsync(cancellationToken);
        }

        if (counters.Count > 0)
        {
            // The locks themselves.
            await row.NextResultAsync(cancellationToken);
        }

        var outcomes = new AcceptOutcome[batch.Count];
        while (await row.ReadAsync(cancellationToken))
        {
            var i = row.GetInt32(0) - 1;
            outcomes[i] = row.GetString(1) switch
            {
                "passed" => AcceptOutcome.Stored,
                "known" => new AcceptOutcome.Known(known[i]),
                "full" => new AcceptOutcome.Full(batch[i].Allowance!.Kind, batch[i].Allowance!.Limit, TimeSpan.FromSeconds(row.GetInt32(2))),
                "full-abroad" => new AcceptOutcome.Full(DailyKind.InternationalSms, batch[i].Allowance!.InternationalLimit!.Value, TimeSpan.FromSeconds(row.GetInt32(2))),
                _ => throw new InvalidOperationException($"Request {batch[i].RequestId} was neither stored nor refused"),
            };
        }

        var counts = new List<DailyCount>(counters.Count);
        while (await row.NextResultAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                counts.Add(new DailyCount(row.Get<Guid>("service_id"), DailyKindNames.Parse(row.Get<string>("kind")), row.Get<int>("count"), row.Time("read_at")));
            }
        }

        return (outcomes, counts);
    }

    /// <summary>For a batch whose connection broke, perhaps after the commit. Waits, for ten seconds at most, until the process that served
    /// the connection is done with it, since what it has not committed by then may still come, and until a database that is away is back.</summary>
    /// <param name="processId">Of <see cref="CommitInDoubtException"/>.</param>
    /// <returns>Ids of requests that were committed.</returns>
    /// <exception cref="TimeoutException">The database did not come back in time; also as <see cref="NpgsqlException"/> or <see cref="IOException"/>.</exception>
    public async Task<IReadOnlySet<Guid>> FindAcceptedAsync(IReadOnlyList<Acceptance> batch, int processId) =>
        (await BrokenConnection.AskAsync(hot.Source, processId, time, cancellationToken => hot.Source.Command("Notifications.find_accepted")
            .With("request_ids", Array(batch, item => item.RequestId))
            .With("service_ids", Array(batch, item => item.ServiceId))
            .With("key_types", Array(batch, item => item.KeyType.Wire()))
            .With("keys", Array(batch, item => item.Key), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .ListAsync(row => row.Get<Guid>("id"), cancellationToken))).ToHashSet();

    /// <returns>The counters that a batch touches, each once, with the limit of its latest request: the service's may just have changed.</returns>
    private static Dictionary<(Guid Service, DailyKind Kind), int> Counters(IReadOnlyList<Acceptance> batch)
    {
        var counters = new Dictionary<(Guid, DailyKind), int>();
        foreach (var item in batch)
        {
            if (item.Allowance is not { } allowance)
            {
                continue;
            }

            counters[(item.ServiceId, allowance.Kind)] = allowance.Limit;
            if (allowance.InternationalLimit is { } international)
            {
                counters[(item.ServiceId, DailyKind.InternationalSms)] = international;
            }
        }

        return counters;
    }

    private static NpgsqlBatchCommand Remember(Acceptance[] keyed) => Sql.BatchCommand("Idempotency.remember")
        .With("service_ids", Array(keyed, item => item.ServiceId))
        .With("key_types", Array(keyed, item => item.KeyType.Wire()))
        .With("keys", Array(keyed, item => item.Key!))
        .With("request_ids", Array(keyed, item => item.RequestId))
        .With("hashes", Array(keyed, item => item.Hash!))
        .With("answers", Array(keyed, item => item.Answer!));

    private static NpgsqlBatchCommand Recall(IReadOnlyList<Acceptance> batch, int[] keyed) => Sql.BatchCommand("Idempotency.recall")
        .With("service_ids", Array(keyed, i => batch[i].ServiceId))
        .With("key_types", Array(keyed, i => batch[i].KeyType.Wire()))
        .With("keys", Array(keyed, i => batch[i].Key!))
        .With("request_ids", Array(keyed, i => batch[i].RequestId))
        .With("ordinals", keyed);

    private static NpgsqlBatchCommand OfCounters(string name, Dictionary<(Guid Service, DailyKind Kind), int> counters) => Sql.BatchCommand(name)
        .With("counter_services", counters.Keys.Select(counter => counter.Service).ToArray())
        .With("counter_kinds", counters.Keys.Select(counter => counter.Kind.Wire()).ToArray());

    private static NpgsqlBatchCommand Accept(IReadOnlyList<Acceptance> batch, Dictionary<(Guid Service, DailyKind Kind), int> counters) =>
        OfCounters("Notifications.accept", counters)
            .With("counter_limits", counters.Values.ToArray())
            .With("request_ids", Array(batch, item => item.RequestId))
            .With("service_ids", Array(batch, item => item.ServiceId))
            .With("key_types", Array(batch, item => item.KeyType.Wire()))
            .With("keys", Array(batch, item => item.Key), NpgsqlDbType.Text)
            .With("kinds", Array(batch, item => item.Allowance?.Kind.Wire()), NpgsqlDbType.Text)
            .With("abroad", Array(batch, item => item.Allowance?.InternationalLimit is not null))
            .With("stored", Array(batch, item => item.Notification is not null))
            .With("channels", Array(batch, item => item.Notification?.Channel.Wire()), NpgsqlDbType.Text)
            .With("lanes", Array(batch, item => item.Notification?.Lane.Wire()), NpgsqlDbType.Text)
            .With("api_key_ids", Array(batch, item => item.Notification?.ApiKeyId), NpgsqlDbType.Uuid)
            .With("template_ids", Array(batch, item => item.Notification?.TemplateId), NpgsqlDbType.Uuid)
            .With("template_versions", Array(batch, item => item.Notification?.TemplateVersion), NpgsqlDbType.Integer)
            .With("recipients", Array(batch, item => item.Notification?.Recipient), NpgsqlDbType.Text)
            .With("recipients_as_sent", Array(batch, item => item.Notification?.RecipientAsSent), NpgsqlDbType.Text)
            .With("personalisations", Array(batch, item => item.Personalisation), NpgsqlDbType.Bytea)
            .With("references", Array(batch, item => item.Notification?.Reference), NpgsqlDbType.Text)
            .With("senders", Array(batch, item => item.Notification?.Sender), NpgsqlDbType.Text)
            .With("internationals", Array(batch, item => item.Notification?.International ?? false))
            .With("rate_multipliers", Array(batch, item => item.Notification?.RateMultiplier), NpgsqlDbType.Smallint)
            .With("reply_tos", Array(batch, item => item.Notification?.ReplyTo), NpgsqlDbType.Text)
            .With("unsubscribe_urls", Array(batch, item => item.Notification?.UnsubscribeUrl), NpgsqlDbType.Text)
            .With("has_unsubscribe_links", Array(batch, item => item.Notification?.HasUnsubscribeLink ?? false))
            .With("scheduled_for", Array(batch, item => item.Notification?.ScheduledFor?.UtcDateTime), NpgsqlDbType.TimestampTz)
            .With("created_at", Array(batch, item => item.Notification?.CreatedAt.UtcDateTime), NpgsqlDbType.TimestampTz);

    private static TOut[] Array<TIn, TOut>(IReadOnlyList<TIn> items, Func<TIn, TOut> value)
    {
        var values = new TOut[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return values;
    }
}
