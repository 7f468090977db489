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

    /// <summary>Writes a batch in one transaction, if all of it can be stored. Else what cannot (a key that another request had, a limit of the day) is
    /// settled without being written, and the rest is tried again, in another.</summary>
    /// <param name="batch">In order of arrival; no two with the same <see cref="Acceptance.Claims"/>.</param>
    /// <returns>Outcomes in the order of the batch, and the counters it touched as they stand now.</returns>
    /// <exception cref="PostgresException">The database refused it: nothing is written.</exception>
    /// <exception cref="CommitInDoubtException">It was sent, and nobody said what became of it.</exception>
    public async Task<(IReadOnlyList<AcceptOutcome> Outcomes, IReadOnlyList<DailyCount> Counts)> AcceptAsync(
        IReadOnlyList<Acceptance> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var outcomes = new AcceptOutcome?[batch.Count];
        var counts = new Dictionary<(Guid, DailyKind), DailyCount>();
        await using var connection = await hot.Source.OpenConnectionAsync(cancellationToken);
        int[] open = [.. Enumerable.Range(0, batch.Count)];

        // Once at least: an empty batch, at the start of the server, prepares the statement.
        for (var isFirst = true; isFirst || open.Length > 0; isFirst = false)
        {
            var attempt = new AcceptAttempt([.. open.Select(i => batch[i])], opensCounters: !isFirst);
            AcceptOutcome?[] settled;
            try
            {
                settled = await attempt.RunAsync(connection, cancellationToken);
            }
            catch (CommitInDoubtException e)
            {
                e.Settled = outcomes;
                throw;
            }

            for (var place = 0; place < open.Length; place++)
            {
                outcomes[open[place]] = settled[place];
            }

            foreach (var count in attempt.Counts)
            {
                counts[(count.ServiceId, count.Kind)] = count;
            }

            open = [.. open.Where(i => outcomes[i] is null)];
        }

        return (outcomes!, [.. counts.Values]);
    }

    /// <summary>For a batch whose connection broke, perhaps after the commit. Waits, for ten seconds at most, until the process that served
    /// the connection is done with it, since what it has not committed by then may still come, and until a database that is away is back.</summary>
    /// <param name="processId">Of <see cref="CommitInDoubtException"/>.</param>
    /// <returns>Ids of requests that were committed.</returns>
    /// <exception cref="TimeoutException">The database did not come back in time; also as <see cref="NpgsqlException"/> or <see cref="IOException"/>.</exception>
    public async Task<IReadOnlySet<Guid>> FindAcceptedAsync(IReadOnlyList<Acceptance> batch, int processId) =>
        (await BrokenConnection.AskAsync(hot.Source, processId, time, cancellationToken => hot.Source.Command("Notifications.find_accepted")
            .With("request_ids", batch.Select(item => item.RequestId).ToArray())
            .With("service_ids", batch.Select(item => item.ServiceId).ToArray())
            .With("key_types", batch.Select(item => item.KeyType.Wire()).ToArray())
            .With("keys", batch.Select(item => item.Key).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .ListAsync(row => row.Get<Guid>("id"), cancellationToken))).ToHashSet();
}
