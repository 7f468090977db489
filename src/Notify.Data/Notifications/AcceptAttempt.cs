using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.Idempotency;
using Notify.Data.Limits;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>One round trip of <see cref="AcceptStore"/>: the database stores all of the items or, seldom, none, and then it is judged here what
/// of them can never be stored.</summary>
internal sealed class AcceptAttempt
{
    private readonly Acceptance[] _items;
    private readonly Acceptance[] _keyed;
    private readonly NewNotification[] _stored;
    private readonly byte[]?[] _personalisations;
    private readonly Dictionary<(Guid Service, DailyKind Kind), Counter> _counters = [];
    private readonly bool _opensCounters;

    /// <param name="items">In order of arrival; no two with the same <see cref="Acceptance.Claims"/>.</param>
    /// <param name="opensCounters">Makes today's counters that are not there yet. The day's first attempt finds that out.</param>
    public AcceptAttempt(Acceptance[] items, bool opensCounters)
    {
        (_items, _opensCounters) = (items, opensCounters);
        _keyed = [.. items.Where(item => item.Key is not null)];
        var stored = items.Where(item => item.Notification is not null).ToArray();
        _stored = [.. stored.Select(item => item.Notification!)];
        _personalisations = [.. stored.Select(item => item.Personalisation)];
        foreach (var item in items)
        {
            foreach (var (kind, limit) in item.Limits)
            {
                // The latest request's limit counts: the service's may just have changed.
                var messages = _counters.TryGetValue((item.ServiceId, kind), out var before) ? before.Messages : 0;
                _counters[(item.ServiceId, kind)] = new Counter(limit, messages + 1);
            }
        }
    }

    /// <summary>The counters as the attempt left them.</summary>
    public List<DailyCount> Counts { get; } = [];

    /// <returns>In the order of the items: what became of each, or null for one to try again.</returns>
    /// <exception cref="PostgresException">The database refused it: nothing is written.</exception>
    /// <exception cref="CommitInDoubtException">It was sent, and nobody said what became of it.</exception>
    public async Task<AcceptOutcome?[]> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var commands = new NpgsqlBatch(connection);
        if (_keyed.Length > 0)
        {
            commands.BatchCommands.Add(Remember());
            commands.BatchCommands.Add(OfKeys(Sql.BatchCommand("Idempotency.recall")));
        }

        if (_opensCounters && _counters.Count > 0)
        {
            commands.BatchCommands.Add(OfCounters(Sql.BatchCommand("Notifications.open_counters")));
        }

        commands.BatchCommands.Add(Accept());
        await commands.PrepareAsync(cancellationToken);
        var processId = connection.ProcessID;
        try
        {
            return await ReadAsync(commands, cancellationToken);
        }
        catch (Exception e) when (e is not PostgresException)
        {
            // Whether the transaction was committed is not known: the connection may have broken after it.
            throw new CommitInDoubtException(processId, e);
        }
    }

    private async Task<AcceptOutcome?[]> ReadAsync(NpgsqlBatch commands, CancellationToken cancellationToken)
    {
        await using var row = await commands.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<(Guid, KeyType, string), StoredAnswer>();
        if (_keyed.Length > 0)
        {
            while (await row.ReadAsync(cancellationToken))
            {
                known.Add((row.Get<Guid>("service_id"), KeyTypeNames.Parse(row.Get<string>("key_type")), row.Get<string>("key")), IdempotencyStore.Read(row));
            }

            await row.NextResultAsync(cancellationToken);
        }

        var (passed, readAt) = (false, default(DateTimeOffset));
        while (await row.ReadAsync(cancellationToken))
        {
            (passed, readAt) = (row.Get<bool>("passed"), row.Time("read_at"));
            if (row.GetOrNull<Guid?>("service_id") is { } service)
            {
                var kind = DailyKindNames.Parse(row.Get<string>("kind"));
                Counts.Add(new DailyCount(service, kind, row.Get<int>("count") + (passed ? _counters[(service, kind)].Messages : 0), readAt));
            }
        }

        // To the end: an error of the commit comes after the rows.
        while (await row.NextResultAsync(cancellationToken))
        {
        }

        return passed ? [.. _items.Select(_ => AcceptOutcome.Stored)] : Judge(known, readAt);
    }

    /// <summary>Nothing was stored. Whose key is known, or who finds no room behind those that came before, is done with; the others come again.</summary>
    private AcceptOutcome?[] Judge(Dictionary<(Guid, KeyType, string), StoredAnswer> known, DateTimeOffset readAt)
    {
        var room = Counts.ToDictionary(count => (count.ServiceId, count.Kind), count => _counters[(count.ServiceId, count.Kind)].Limit - count.Count);
        var dayEndsIn = readAt.UtcDateTime.Date.AddDays(1) - readAt.UtcDateTime;
        return [.. _items.Select(JudgeOne)];

        AcceptOutcome? JudgeOne(Acceptance item)
        {
            if (item.Claims is { } claims && known.TryGetValue(claims, out var answer))
            {
                return new AcceptOutcome.Known(answer);
            }

            foreach (var (kind, limit) in item.Limits)
            {
                if (room.TryGetValue((item.ServiceId, kind), out var left) && left <= 0)
                {
                    return new AcceptOutcome.Full(kind, limit, dayEndsIn);
                }
            }

            foreach (var (kind, _) in item.Limits)
            {
                if (room.TryGetValue((item.ServiceId, kind), out var left))
                {
                    room[(item.ServiceId, kind)] = left - 1;
                }
            }

            return null;
        }
    }

    private NpgsqlBatchCommand Remember() => Sql.BatchCommand("Idempotency.remember")
        .With("service_ids", Each(_keyed, item => item.ServiceId))
        .With("key_types", Each(_keyed, item => item.KeyType.Wire()))
        .With("keys", Each(_keyed, item => item.Key!))
        .With("request_ids", Each(_keyed, item => item.RequestId))
        .With("hashes", Each(_keyed, item => item.Hash!))
        .With("answers", Each(_keyed, item => item.Answer!));

    private NpgsqlBatchCommand OfKeys(NpgsqlBatchCommand command) => command
        .With("key_services", Each(_keyed, item => item.ServiceId))
        .With("key_types_of_keys", Each(_keyed, item => item.KeyType.Wire()))
        .With("keys", Each(_keyed, item => item.Key!))
        .With("key_requests", Each(_keyed, item => item.RequestId));

    private NpgsqlBatchCommand OfCounters(NpgsqlBatchCommand command) => command
        .With("counter_services", _counters.Keys.Select(counter => counter.Service).ToArray())
        .With("counter_kinds", _counters.Keys.Select(counter => counter.Kind.Wire()).ToArray());

    private NpgsqlBatchCommand Accept() => OfKeys(OfCounters(Sql.BatchCommand("Notifications.accept")))
        .With("counter_messages", _counters.Values.Select(counter => counter.Messages).ToArray())
        .With("counter_limits", _counters.Values.Select(counter => counter.Limit).ToArray())
        .With("ids", Each(_stored, one => one.Id))
        .With("service_ids", Each(_stored, one => one.ServiceId))
        .With("channels", Each(_stored, one => one.Channel.Wire()))
        .With("lanes", Each(_stored, one => one.Lane.Wire()))
        .With("key_types", Each(_stored, one => one.KeyType.Wire()))
        .With("api_key_ids", Each(_stored, one => one.ApiKeyId), NpgsqlDbType.Uuid)
        .With("template_ids", Each(_stored, one => one.TemplateId))
        .With("template_versions", Each(_stored, one => one.TemplateVersion))
        .With("recipients", Each(_stored, one => one.Recipient))
        .With("recipients_as_sent", Each(_stored, one => one.RecipientAsSent))
        .With("personalisations", _personalisations, NpgsqlDbType.Bytea)
        .With("references", Each(_stored, one => one.Reference), NpgsqlDbType.Text)
        .With("senders", Each(_stored, one => one.Sender))
        .With("internationals", Each(_stored, one => one.International))
        .With("rate_multipliers", Each(_stored, one => one.RateMultiplier))
        .With("reply_tos", Each(_stored, one => one.ReplyTo), NpgsqlDbType.Text)
        .With("unsubscribe_urls", Each(_stored, one => one.UnsubscribeUrl), NpgsqlDbType.Text)
        .With("has_unsubscribe_links", Each(_stored, one => one.HasUnsubscribeLink))
        .With("scheduled_for", Each(_stored, one => one.ScheduledFor?.UtcDateTime), NpgsqlDbType.TimestampTz)

        // Named, since an empty array of times would pass for another type, and what is prepared with that one is never used for the others.
        .With("created_at", Each(_stored, one => one.CreatedAt.UtcDateTime), NpgsqlDbType.TimestampTz);

    private static TOut[] Each<TIn, TOut>(TIn[] items, Func<TIn, TOut> value) => Array.ConvertAll(items, new Converter<TIn, TOut>(value));

    /// <param name="Messages">Of this batch.</param>
    private readonly record struct Counter(int Limit, int Messages);
}
