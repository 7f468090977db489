using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Suppressions;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Notifications;

/// <summary>The queue of what is still to send: claims, records, hand-backs, and what the sweeper does.</summary>
/// <remarks>All times are the database's: statements carry intervals, never a host's clock.</remarks>
public sealed class QueueStore(NpgsqlDataSource database, HotDatabase hot, NotificationStore notifications, SuppressionRules suppression, TimeProvider time)
{
    private const int MaxReasonLength = 1000;
    private const int MaxReferenceLength = 200;

    /// <summary>Times taken from a dead or stuck worker, without an outcome between, from which a notification counts as stuck. A restart or two may
    /// happen to any.</summary>
    public const int Stuck = 3;

    /// <summary>Services with something due that one claim steps through, at some 4 µs each; the next claim goes on behind them.</summary>
    private const int MostServices = 1000;

    private static readonly string[] Open = [.. NotificationStatusRules.Before(NotificationStatus.Sending).Select(NotificationStatusNames.Wire)];

    /// <summary>Claims what is due in a lane for one worker: in equal shares among the services that have something, of each the oldest first.</summary>
    /// <param name="after">The service that the last claim ended with (<see cref="Claim.LastService"/>): this one begins behind it, so that all have their turn.</param>
    /// <param name="owner">The worker's number, whose lock it holds.</param>
    /// <param name="lease">How long the claim stands without a record; longer than a provider's time-out.</param>
    /// <returns>Claimed notifications, up to <paramref name="batchSize"/>. What is not to be sent any more (receipted or cancelled meanwhile)
    /// is taken out of the queue instead of being returned.</returns>
    public async Task<Claim> ClaimDueAsync(
        Channel channel, Lane lane, int owner, int batchSize, Guid after, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claimedAt = time.GetTimestamp();

        // One transaction: if the answer is not read to its end, nothing is claimed, rather than claimed for nobody until the lease ends.
        await using var connection = await hot.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var processId = connection.ProcessID;
        var marks = await connection.Command("Notifications.claim_due", transaction)
            .With("channel", channel.Wire())
            .With("lane", lane.Wire())
            .With("batch_size", batchSize)
            .With("after", after)
            .With("most_services", MostServices)
            .With("owner", owner)
            .With("lease", lease)
            .ListAsync(Mark.Read, cancellationToken);
        if (marks.Count == 0)
        {
            return Claim.Empty;
        }

        var byId = marks.ToDictionary(mark => mark.Id);
        var toSend = new List<ClaimedNotification>(marks.Count);
        var closed = new List<ClosedNotification>();
        await using (var command = connection.Command("Notifications.read_claimed", transaction).WithIds([.. byId.Keys]))
        {
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                var id = row.Get<Guid>("id");
                try
                {
                    if (row.Get<string>("status") == NotificationStatus.Created.Wire())
                    {
                        toSend.Add(Read(row, owner, byId[id], claimedAt));
                        byId.Remove(id);
                    }
                }
                catch (UndecipherableException e)
                {
                    // One unreadable row must not stop its batch. It stays claimed until its lease ends, and comes back.
                    byId.Remove(id, out var mark);
                    closed.Add(new(id, mark.Attempt, mark.Tries, mark.Doubts, mark.FailedProvider, row.Get<bool>("international"), mark.Age, e.Message));
                }
            }
        }

        if (byId.Count > 0)
        {
            await connection.Command("Notifications.drop_claimed", transaction)
                .With("ids", byId.Keys.ToArray())
                .With("owner", owner)
                .RunAsync(cancellationToken);
        }

        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not PostgresException)
        {
            // Perhaps it was committed, and only the answer was lost. If the database stays away, the lease ends it.
            await BrokenConnection.AskAsync(hot.Source, processId, time, async stopping =>
            {
                await HandBackAsync(toSend, stopping);
                return true;
            });
            throw;
        }

        return new Claim(
            toSend,
            HasMore: marks.GroupBy(mark => mark.ServiceId).Any(ofService => ofService.Count() >= ofService.First().Share),
            marks.MaxBy(mark => mark.Turn).ServiceId,
            closed);
    }

    /// <summary>Stores outcomes, those of one day in one transaction. Those of claims that someone else has taken meanwhile are dropped by the guard,
    /// and so are those of notifications that are gone.</summary>
    public async Task RecordAsync(IReadOnlyList<SendRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        var now = time.GetUtcNow();
        foreach (var ofDay in records.GroupBy(record => Partitions.DayOf(record.NotificationId, now)))
        {
            if (ofDay.Key is { } day)
            {
                await Partitions.UnlessGoneAsync(database, day, () => RecordAsync(day, [.. ofDay], cancellationToken), cancellationToken);
            }
        }
    }

    /// <summary>Gives unsent claims back, due as before; costs no try.</summary>
    public async Task HandBackAsync(IReadOnlyList<ClaimedNotification> claims, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        foreach (var ofOwner in claims.GroupBy(claim => claim.Owner))
        {
            await hot.Source.Command("Notifications.hand_back")
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

    /// <summary>Fails what has waited in a lane for longer than an age and that nobody holds.</summary>
    /// <param name="reason">What the time line says.</param>
    /// <returns>Rows taken out of the queue; as many as <paramref name="batchSize"/>: there may be more.</returns>
    public Task<int> ExpireAsync(Channel channel, Lane lane, TimeSpan age, string reason, int batchSize, CancellationToken cancellationToken) =>
        database.Command("Notifications.expire_due", "Notifications.fail_old")
            .With("channel", channel.Wire())
            .With("lane", lane.Wire())
            .With("age", age)
            .With("event_kind", NotificationEventKinds.Failed)
            .With("reason", reason)
            .With("batch_size", batchSize)
            .RunAsync(cancellationToken);

    /// <returns>Lanes with something due that nobody holds.</returns>
    public Task<List<(Channel Channel, Lane Lane)>> DueLanesAsync(CancellationToken cancellationToken) =>
        database.Command("Notifications.due_lanes")
            .ListAsync(row => (ChannelNames.Parse(row.Get<string>("channel")), LaneNames.Parse(row.Get<string>("lane"))), cancellationToken);

    /// <returns>All lanes; reads the whole queue.</returns>
    public Task<List<LaneFigures>> FiguresAsync(CancellationToken cancellationToken) =>
        database.Command("Notifications.lane_figures")
            .With("stuck", Stuck)
            .ListAsync(
                row => new LaneFigures(
                    ChannelNames.Parse(row.Get<string>("channel")),
                    LaneNames.Parse(row.Get<string>("lane")),
                    row.Get<long>("due"),
                    row.Get<TimeSpan>("oldest_age"),
                    row.Get<long>("stuck")),
                cancellationToken);

    private async Task<int> RecordAsync(string day, SendRecord[] records, CancellationToken cancellationToken)
    {
        var ids = records.Select(r => r.NotificationId).ToArray();
        await using var batch = hot.Source.CreateBatch();
        batch.BatchCommands.Add(Sql.BatchCommand("Notifications.lock_outcomes").With("ids", ids));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sql.TextOfDay("Notifications.record_outcomes", day))
            .With("ids", ids)
            .With("owners", records.Select(r => r.Owner).ToArray())
            .With("attempts", records.Select(r => r.Attempt).ToArray())
            .With("statuses", records.Select(r => (r.Verdict as Verdict.Final)?.Status.Wire()).ToArray(), NpgsqlDbType.Text)
            .With("retry_after", records.Select(r => (r.Verdict as Verdict.Retry)?.After).ToArray(), NpgsqlDbType.Interval)
            .With("sent_at", records.Select(r => r.SentAt?.UtcDateTime).ToArray(), NpgsqlDbType.TimestampTz)
            .With("providers", records.Select(r => r.Verdict is Verdict.Retry { IsTold: false } ? null : r.Provider).ToArray(), NpgsqlDbType.Text)
            .With("provider_references", records.Select(r => StoredWords.Cut(r.ProviderReference, MaxReferenceLength)).ToArray(), NpgsqlDbType.Text)
            .With("fragments", records.Select(r => r.Fragments).ToArray(), NpgsqlDbType.Smallint)
            .With("event_ids", records.Select(r => r.EventId).ToArray())
            .With("event_kinds", records.Select(EventKind).ToArray(), NpgsqlDbType.Text)
            .With("reasons", records.Select(r => StoredWords.Cut(Reason(r), MaxReasonLength)).ToArray(), NpgsqlDbType.Text)
            .With("receipt_references", records.Select(r => StoredWords.Cut(r.ReceiptReference, MaxReferenceLength)).ToArray(), NpgsqlDbType.Text)
            .With("assumed", records.Select(r => r.DeliveryAssumed).ToArray())
            .With("counts", records.Select(r => r.Verdict is not Verdict.Retry { CountsAsTry: false }).ToArray())
            .With("doubtful", records.Select(r => r.Verdict is Verdict.Retry { IsDoubtful: true }).ToArray())
            .With("open", Open)
            .With("try_failed", NotificationEventKinds.TryFailed)
            .With("suppressing", records.Select(r => r.Suppresses?.Wire()).ToArray(), NpgsqlDbType.Text)
            .With("lifetimes", records.Select(r => r.Suppresses is { } reason ? suppression.LifetimeOf(reason) : null).ToArray(), NpgsqlDbType.Interval)
            .With("kept_for", records.Select(r => (r.Verdict as Verdict.Retry)?.KeptFor).ToArray(), NpgsqlDbType.Interval));
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private ClaimedNotification Read(NpgsqlDataReader row, int owner, Mark mark, long claimedAt) => new()
    {
        Notification = notifications.Read(row),
        Owner = owner,
        Attempt = mark.Attempt,
        Tries = mark.Tries,
        Doubts = mark.Doubts,
        FailedProvider = mark.FailedProvider,
        KeptBy = mark.KeptBy,
        Age = mark.Age,
        ClaimedAt = claimedAt,
        ServiceName = row.Get<string>("service_name"),
        PrefixSms = row.Get<bool>("prefix_sms"),
        ServiceActive = row.Get<bool>("active"),
        Suppressed = row.GetOrNull<string>("suppressed_reason"),
    };

    private static string? Reason(SendRecord record) => record.Verdict switch
    {
        Verdict.Retry retry => retry.Reason,
        Verdict.Final final => final.Reason,
        _ => null,
    };

    private static string? EventKind(SendRecord record) => record.Verdict switch
    {
        Verdict.Retry { IsTold: true } => NotificationEventKinds.TryFailed,
        Verdict.Final { IsUnanswered: true } => NotificationEventKinds.TryFailed,
        Verdict.Final { Reason: not null } => NotificationEventKinds.Failed,
        _ => null,
    };

    /// <summary>A row of the queue, just claimed.</summary>
    private readonly record struct Mark(Guid Id, Guid ServiceId, int Attempt, int Tries, int Doubts, string? FailedProvider, string? KeptBy, TimeSpan Age, long Turn, int Share)
    {
        public static Mark Read(NpgsqlDataReader row) => new(
            row.Get<Guid>("id"),
            row.Get<Guid>("service_id"),
            row.Get<int>("attempt"),
            row.Get<int>("tries"),
            row.Get<int>("doubts"),
            row.GetOrNull<string>("failed_provider"),
            row.GetOrNull<string>("kept_by"),
            row.Get<TimeSpan>("age"),
            row.Get<long>("turn"),
            row.Get<int>("share"));
    }
}
