using System.Text;
using Notify.Core.Callbacks;
using Notify.Core.Secrets;
using Notify.Data.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Callbacks;

/// <summary>The queue of what services are still to be told. Rows come into it by triggers, in the transaction that made the fact.</summary>
/// <remarks>All times are the database's: statements carry intervals, never a host's clock.</remarks>
public sealed class CallbackQueueStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private const string ContentColumn = "received_texts.content";

    /// <summary>Claims what is due, a few of each service.</summary>
    /// <param name="perService">In flight for one service and kind at most, on all hosts together.</param>
    /// <param name="breakerAfter">Failures in a row after which a receiver gets one request at a time.</param>
    /// <returns>With what is to be told now; a claim without a subject is to be given up as <see cref="CallbackFaults.NotKept"/>, and one without a receiver as waiting.</returns>
    public async Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(
        int owner, int batchSize, int perService, int breakerAfter, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claims = await database.Command("Callbacks.claim_due")
            .With("owner", owner)
            .With("batch_size", batchSize)
            .With("per_service", perService)
            .With("breaker_after", breakerAfter)
            .With("lease", lease)
            .ListAsync(
                row => new ClaimedCallback(
                    row.Get<Guid>("id"), row.Get<Guid>("service_id"), CallbackKinds.Parse(row.Get<string>("kind")), row.Get<Guid>("subject_id"), row.Get<int>("attempt"), row.Get<int>("tries")),
                cancellationToken);
        if (claims.Count == 0)
        {
            return claims;
        }

        // From here on the claims stand, so they are read to the end whatever the caller does.
        var closed = new HashSet<Guid>();
        var receivers = (await ReadAsync("Callbacks.read_receivers", "service_ids", [.. claims.Select(claim => claim.ServiceId).Distinct()], row => Receiver(row, closed)))
            .OfType<(Guid ServiceId, CallbackKind Kind, CallbackReceiver Receiver)>();
        var byReceiver = receivers.ToDictionary(one => (one.ServiceId, one.Kind), one => one.Receiver);
        var subjects = new Dictionary<Guid, CallbackSubject?>();
        await AddSubjectsAsync(subjects, claims, CallbackKind.DeliveryStatus, "Callbacks.read_statuses", Status);
        await AddSubjectsAsync(subjects, claims, CallbackKind.ReceivedText, "Callbacks.read_texts", row => Text(row, closed));
        await AddSubjectsAsync(subjects, claims, CallbackKind.Complaint, "Callbacks.read_complaints", Complaint);
        return
        [
            // What this host's key ring does not open stays claimed until its lease ends, and comes back.
            .. claims.Where(claim => !closed.Contains(claim.SubjectId) && !closed.Contains(claim.ServiceId)).Select(claim => claim with
            {
                Receiver = byReceiver.GetValueOrDefault((claim.ServiceId, claim.Kind)),
                Subject = subjects.GetValueOrDefault(claim.SubjectId),
            }),
        ];
    }

    /// <summary>Stores outcomes; those of claims that another worker has taken meanwhile are dropped by the guard.</summary>
    /// <returns>Callbacks that were switched off by it.</returns>
    public Task<List<SuspendedCallback>> RecordAsync(int owner, IReadOnlyList<CallbackRecord> records, ReceiverRules rules, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(rules);
        return database.Command("Callbacks.record")
            .With("owner", owner)
            .With("ids", records.Select(r => r.Id).ToArray())
            .With("attempts", records.Select(r => r.Attempt).ToArray())
            .With("outcomes", records.Select(r => r.Outcome).ToArray())
            .With("retry_after", records.Select(r => (r.Verdict as CallbackVerdict.Retry)?.After).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Interval)
            .With("codes", records.Select(r => r.StatusCode).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With("faults", records.Select(r => r.Fault).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("durations", records.Select(r => r.DurationMs).ToArray())
            .With("gone", records.Select(r => r.Verdict is CallbackVerdict.GivenUp { IsGone: true }).ToArray())
            .With("breaker_after", rules.BreakerAfter)
            .With("hold", rules.Hold)
            .With("hold_at_most", rules.HoldAtMost)
            .With("suspend_after", rules.SuspendAfter)
            .With("unsent", CallbackFaults.Unsent.ToArray())
            .ListAsync(
                row => new SuspendedCallback(row.Get<Guid>("service_id"), CallbackKinds.Parse(row.Get<string>("kind")), row.Get<string>("suspended_reason")),
                cancellationToken);
    }

    /// <summary>Gives unsent claims back, due as before; costs no try.</summary>
    public Task HandBackAsync(int owner, IReadOnlyCollection<ClaimedCallback> claims, CancellationToken cancellationToken) =>
        database.Command("Callbacks.hand_back")
            .With("owner", owner)
            .With("ids", claims.Select(claim => claim.Id).ToArray())
            .With("attempts", claims.Select(claim => claim.Attempt).ToArray())
            .RunAsync(cancellationToken);

    /// <summary>Frees what dead workers hold, and what a living one has held past its lease.</summary>
    /// <returns>Rows freed.</returns>
    public Task<int> FreeAsync(int batchSize, CancellationToken cancellationToken) =>
        database.Command("Callbacks.free").With("lock_class", OwnerConnection.LockClass).With("batch_size", batchSize).RunAsync(cancellationToken);

    /// <returns>Whether anything is due now that nobody holds.</returns>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken) =>
        await database.Command("Callbacks.is_due").ValueAsync<bool>(cancellationToken) == true;

    /// <summary>Deletes attempts that are too old or too many, and gives up what waits for a receiver that has been off for as long.</summary>
    /// <returns>Rows deleted, and callbacks given up; <paramref name="batchSize"/> or more of either: there is more to do.</returns>
    public async Task<(long Forgotten, long GivenUp)> ForgetAsync(TimeSpan keep, int keepAtMost, int batchSize, CancellationToken cancellationToken) =>
        (await database.Command("Callbacks.forget")
            .With("keep", keep)
            .With("keep_at_most", keepAtMost)
            .With("switched_off", CallbackFaults.SwitchedOff)
            .With("batch_size", batchSize)
            .ListAsync(row => (row.Get<long>("forgotten"), row.Get<long>("given_up")), cancellationToken))[0];

    private async Task AddSubjectsAsync(
        Dictionary<Guid, CallbackSubject?> subjects, List<ClaimedCallback> claims, CallbackKind kind, string statement, Func<NpgsqlDataReader, CallbackSubject?> read)
    {
        var ids = claims.Where(claim => claim.Kind == kind).Select(claim => claim.SubjectId).Distinct().ToArray();
        if (ids.Length > 0)
        {
            foreach (var (id, subject) in await ReadAsync(statement, "ids", ids, row => (row.Get<Guid>("id"), read(row))))
            {
                subjects[id] = subject;
            }
        }
    }

    private Task<List<T>> ReadAsync<T>(string statement, string parameter, Guid[] ids, Func<NpgsqlDataReader, T> read) =>
        database.Command(statement).With(parameter, ids).ListAsync(read, CancellationToken.None);

    private (Guid ServiceId, CallbackKind Kind, CallbackReceiver Receiver)? Receiver(NpgsqlDataReader row, HashSet<Guid> closed)
    {
        var (id, serviceId) = (row.Get<Guid>("id"), row.Get<Guid>("service_id"));
        try
        {
            var secrets = new List<string> { Open(row.Get<byte[]>("signing_secret"), CallbackStore.SecretColumn, id) };
            if (row.GetOrNull<bool?>("has_previous") == true)
            {
                secrets.Add(Open(row.Get<byte[]>("previous_secret"), CallbackStore.SecretColumn, id));
            }

            var receiver = new CallbackReceiver(new Uri(row.Get<string>("url")), Open(row.Get<byte[]>("bearer_token"), CallbackStore.TokenColumn, id), secrets);
            return (serviceId, CallbackKinds.Parse(row.Get<string>("kind")), receiver);
        }
        catch (UndecipherableException)
        {
            closed.Add(serviceId);
            return null;
        }
    }

    private static CallbackSubject Status(NpgsqlDataReader row) => new CallbackSubject.DeliveryStatus
    {
        Id = row.Get<Guid>("id"),
        Reference = row.GetOrNull<string>("reference"),
        To = row.Get<string>("recipient_as_sent"),
        Status = row.Get<string>("status"),
        Reason = row.GetOrNull<string>("reason"),
        CreatedAt = row.Time("created_at"),
        CompletedAt = row.TimeOrNull("updated_at"),
        SentAt = row.TimeOrNull("sent_at"),
        Channel = row.Get<string>("channel"),
        TemplateId = row.Get<Guid>("template_id"),
        TemplateVersion = row.Get<int>("template_version"),
    };

    private CallbackSubject.ReceivedText? Text(NpgsqlDataReader row, HashSet<Guid> closed)
    {
        var id = row.Get<Guid>("id");
        try
        {
            return new CallbackSubject.ReceivedText
            {
                Id = id,
                SourceNumber = row.Get<string>("user_number"),
                DestinationNumber = row.Get<string>("notify_number"),
                Message = Open(row.Get<byte[]>("content"), ContentColumn, id),
                ReceivedAt = row.Time("received_at"),
            };
        }
        catch (UndecipherableException)
        {
            closed.Add(id);
            return null;
        }
    }

    private static CallbackSubject Complaint(NpgsqlDataReader row) => new CallbackSubject.Complaint
    {
        Id = row.Get<Guid>("id"),
        NotificationId = row.Get<Guid>("notification_id"),
        Reference = row.GetOrNull<string>("reference"),
        To = row.Get<string>("recipient"),
        ComplainedAt = row.Time("complained_at"),
    };

    private string Open(byte[] cipher, string column, Guid id) => Encoding.UTF8.GetString(keyRing.Decrypt(cipher, new(column, id)));
}
