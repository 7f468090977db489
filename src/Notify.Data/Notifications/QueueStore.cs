using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>The queue of what is still to send: claims, records, hand-backs, and what the sweeper does.</summary>
/// <remarks>All times are the database's: statements carry intervals, never a host's clock.</remarks>
public sealed class QueueStore(NpgsqlDataSource database, NotificationStore notifications, TimeProvider time)
{
    private const int MaxReasonLength = 1000;
    private const int MaxReferenceLength = 200;
    private static readonly string[] Open = [.. NotificationStatusRules.Before(NotificationStatus.Sending).Select(NotificationStatusNames.Wire)];

    /// <summary>Claims what is due in a lane, oldest first, for one worker.</summary>
    /// <param name="owner">The worker's number, whose lock it holds.</param>
    /// <param name="lease">How long the claim stands without a record; longer than a provider's time-out.</param>
    /// <returns>Claimed notifications, up to <paramref name="batchSize"/>. What is not to be sent any more (receipted or cancelled meanwhile)
    /// is taken out of the queue instead of being returned.</returns>
    public async Task<Claim> ClaimDueAsync(Channel channel, Lane lane, int owner, int batchSize, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claimedAt = time.GetTimestamp();
        var marks = await database.Command("Notifications.claim_due")
            .With("channel", channel.Wire())
            .With("lane", lane.Wire())
            .With("batch_size", batchSize)
            .With("owner", owner)
            .With("lease", lease)
            .ListAsync(row => (Id: row.Get<Guid>("id"), Attempt: row.Get<int>("attempt"), Tries: row.Get<int>("tries")), cancellationToken);
        if (marks.Count == 0)
        {
            return Claim.Empty;
        }

        var byId = marks.ToDictionary(mark => mark.Id);
        var toSend = new List<ClaimedNotification>(marks.Count);
        var undecipherable = new List<(Guid, string)>();
        await using (var command = database.Command("Notifications.read_claimed").With("ids", byId.Keys.ToArray()))
        {
            // From here on the claim stands, so it is read to the end whatever the caller does.
            await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await row.ReadAsync(CancellationToken.None))
            {
                var id = row.Get<Guid>("id");
                try
                {
                    if (row.Get<string>("status") == NotificationStatus.Created.Wire())
                    {
                        toSend.Add(Read(row, owner, byId[id].Attempt, byId[id].Tries, claimedAt));
                        byId.Remove(id);
                    }
                }
                catch (UndecipherableException e)
                {
                    // One unreadable row must not stop its batch. It stays claimed until its lease ends, and comes back.
                    undecipherable.Add((id, e.Message));
                    byId.Remove(id);
                }
            }
        }

        if (byId.Count > 0)
        {
            await database.Command("Notifications.drop_claimed")
                .With("ids", byId.Keys.ToArray())
                .With("owner", owner)
                .RunAsync(CancellationToken.None);
        }

        return new Claim(toSend, IsFull: marks.Count == batchSize, undecipherable);
    }

    /// <summary>Stores outcomes. Those of claims that someone else has taken meanwhile are dropped by the guard.</summary>
    public async Task RecordAsync(IReadOnlyList<SendRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        await database.Command("Notifications.record_outcomes")
            .With("ids", records.Select(r => r.NotificationId).ToArray())
            .With("owners", records.Select(r => r.Owner).ToArray())
            .With("attempts", records.Select(r => r.Attempt).ToArray())
            .With("statuses", records.Select(r => (r.Verdict as Verdict.Final)?.Status.Wire()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("retry_after", records.Select(r => (r.Verdict as Verdict.Retry)?.After).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Interval)
            .With("sent_at", records.Select(r => r.SentAt?.UtcDateTime).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With("providers", records.Select(r => r.Provider).ToArray())
            .With("provider_references", records.Select(r => StoredWords.Cut(r.ProviderReference, MaxReferenceLength)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("fragments", records.Select(r => r.Fragments).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With("event_ids", records.Select(r => r.EventId).ToArray())
            .With("event_kinds", records.Select(EventKind).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("reasons", records.Select(r => StoredWords.Cut(Reason(r), MaxReasonLength)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("receipt_references", records.Select(r => StoredWords.Cut(r.ReceiptReference, MaxReferenceLength)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("assumed", records.Select(r => r.DeliveryAssumed).ToArray())
            .With("open", Open)
            .RunAsync(cancellationToken);
    }

    /// <summary>Gives unsent claims back, due as before; costs no try.</summary>
    public async Task HandBackAsync(IReadOnlyList<ClaimedNotification> claims, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        foreach (var ofOwner in claims.GroupBy(claim => claim.Owner))
        {
            await database.Command("Notifications.hand_back")
                .With("ids", ofOwner.Select(claim => claim.Notification.Id).ToArray())
                .With("attempts", ofOwner.Select(claim => claim.Attempt).ToArray())
                .With("owner", ofOwner.Key)
                .RunAsync(cancellationToken);
        }
    }

    /// <summary>Frees what dead workers hold, and what a living one has held past its lease.</summary>
    /// <returns>Rows freed.</returns>
    public async Task<int> FreeAsync(int batchSize, CancellationToken cancellationToken) =>
        await database.Command("Notifications.free_dead_owners")
            .With("lock_class", OwnerConnection.LockClass)
            .With("batch_size", batchSize)
            .RunAsync(cancellationToken)
        + await database.Command("Notifications.free_expired_leases")
            .With("batch_size", batchSize)
            .RunAsync(cancellationToken);

    /// <returns>Lanes with something due that nobody holds.</returns>
    public Task<List<(Channel Channel, Lane Lane)>> DueLanesAsync(CancellationToken cancellationToken) =>
        database.Command("Notifications.due_lanes")
            .ListAsync(row => (ChannelNames.Parse(row.Get<string>("channel")), LaneNames.Parse(row.Get<string>("lane"))), cancellationToken);

    private ClaimedNotification Read(NpgsqlDataReader row, int owner, int attempt, int tries, long claimedAt) => new()
    {
        Notification = notifications.Read(row),
        Owner = owner,
        Attempt = attempt,
        Tries = tries,
        Age = row.Get<TimeSpan>("age"),
        ClaimedAt = claimedAt,
        ServiceName = row.Get<string>("service_name"),
        PrefixSms = row.Get<bool>("prefix_sms"),
        ServiceActive = row.Get<bool>("active"),
    };

    private static string? Reason(SendRecord record) => record.Verdict switch
    {
        Verdict.Retry retry => retry.Reason,
        Verdict.Final final => final.Reason,
        _ => null,
    };

    private static string? EventKind(SendRecord record) => record.Verdict switch
    {
        Verdict.Retry => NotificationEventKinds.TryFailed,
        Verdict.Final { Reason: not null } => NotificationEventKinds.Failed,
        _ => null,
    };
}
