using System.Text;
using Notify.Core;
using Notify.Core.Callbacks;
using Notify.Core.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Callbacks;

/// <summary>Where services want to be told, and the log of it. Tokens and secrets are encrypted under the key ring.</summary>
public sealed class CallbackStore(NpgsqlDataSource database, KeyRing keyRing)
{
    internal const string TokenColumn = "service_callbacks.bearer_token";
    internal const string SecretColumn = "service_callbacks.signing_secret";

    /// <summary>Of a service with much to tell, over days.</summary>
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(10);

    public Task<List<ServiceCallback>> ListAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Callbacks.list").With("service_id", serviceId).ListAsync(Read, cancellationToken);

    /// <returns>The bearer tokens by kind, for comparing with what a file declares.</returns>
    /// <exception cref="UndecipherableException">One does not open with this host's key ring.</exception>
    public async Task<IReadOnlyDictionary<CallbackKind, string>> TokensAsync(Guid serviceId, CancellationToken cancellationToken) =>
        (await database.Command("Callbacks.read_tokens").With("service_id", serviceId).ListAsync(
            row => (Kind: CallbackKinds.Parse(row.Get<string>("kind")), Token: Open(row.Get<byte[]>("bearer_token"), TokenColumn, row.Get<Guid>("id"))),
            cancellationToken)).ToDictionary(one => one.Kind, one => one.Token);

    /// <summary>Sets a receiver up, or changes it; that switches it on and forgets its failures. What waits for one that was off is due then.</summary>
    /// <param name="token">Null: the one that is there stays.</param>
    /// <returns>The signing secret, which is never shown again, when the receiver is new; null when it was there already.</returns>
    /// <exception cref="ArgumentException">It is new and has no token.</exception>
    public async Task<string?> SetAsync(Guid serviceId, CallbackKind kind, string url, string? token, CancellationToken cancellationToken)
    {
        if (await FindIdAsync(serviceId, kind, cancellationToken) is not { } id)
        {
            ArgumentException.ThrowIfNullOrEmpty(token);
            var newId = Ids.NewRandom();
            var secret = CallbackSignature.NewSecret();
            var made = await database.Command("Callbacks.set")
                .With("service_id", serviceId)
                .With("id", newId)
                .With("kind", kind.Wire())
                .With("url", url)
                .With("bearer_token", Seal(token, TokenColumn, newId))
                .With("signing_secret", Seal(secret, SecretColumn, newId))
                .RunAsync(cancellationToken);
            if (made == 1)
            {
                return secret;
            }

            // Somebody else has just made it.
            id = await FindIdAsync(serviceId, kind, cancellationToken) ?? throw new InvalidOperationException("The callback is there and is not");
        }

        await database.Command("Callbacks.change")
            .With("service_id", serviceId)
            .With("id", id)
            .With("url", url)
            .With("bearer_token", token is null ? null : Seal(token, TokenColumn, id), NpgsqlDbType.Bytea)
            .RunAsync(cancellationToken);
        return null;
    }

    /// <summary>Makes a new secret; for some time both sign, so that a receiver can be changed over.</summary>
    /// <returns>The new secret, which is never shown again; null: there is no such callback.</returns>
    public async Task<string?> RotateSecretAsync(Guid serviceId, CallbackKind kind, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await FindIdAsync(serviceId, kind, cancellationToken) is not { } id)
        {
            return null;
        }

        var old = (await database.Command("Callbacks.read_secret").With("service_id", serviceId).With("id", id)
            .ListAsync(row => row.Get<byte[]>("signing_secret"), cancellationToken)).Single();
        var secret = CallbackSignature.NewSecret();
        await database.Command("Callbacks.rotate_secret")
            .With("service_id", serviceId)
            .With("id", id)
            .With("previous_secret", old)
            .With("signing_secret", Seal(secret, SecretColumn, id))
            .With("grace", grace)
            .RunAsync(cancellationToken);
        return secret;
    }

    /// <summary>Takes a receiver away, with all that still waits for it.</summary>
    /// <returns>False: there is none.</returns>
    public async Task<bool> RemoveAsync(Guid serviceId, CallbackKind kind, CancellationToken cancellationToken) =>
        await Slow(database.Command("Callbacks.remove")).With("service_id", serviceId).With("kind", kind.Wire()).RunAsync(cancellationToken) > 0;

    /// <summary>Switches a callback on again and makes what waits for it due now: also what came to pass while it was off.</summary>
    /// <returns>Callbacks that wait; null: there is no such callback.</returns>
    public async Task<long?> ResumeAsync(Guid serviceId, CallbackKind kind, CancellationToken cancellationToken) =>
        await Slow(database.Command("Callbacks.resume")).With("service_id", serviceId).With("kind", kind.Wire()).ValueAsync<long>(cancellationToken);

    /// <summary>Queues again, as new deliveries, what came to pass since some time.</summary>
    /// <param name="since">UTC.</param>
    /// <param name="onlyFailed">Only those that were given up and not delivered since.</param>
    /// <param name="subjectId">Only of this notification, text or complaint, however old.</param>
    /// <returns>Callbacks queued; those that wait already are left alone.</returns>
    public Task<int> ReplayAsync(
        Guid serviceId, CallbackKind kind, DateTimeOffset since, bool onlyFailed, Guid? subjectId, CancellationToken cancellationToken) =>
        Slow(database.Command("Callbacks.replay"))
            .With("service_id", serviceId)
            .With("kind", kind.Wire())
            .With("since", since.UtcDateTime)

            // A status may change days after its notification was made; what was made longer before is found by its id alone.
            .With("first_id", subjectId ?? Ids.LowerBound(since - TimeSpan.FromDays(8)))
            .With("only_failed", onlyFailed)
            .With("not_kept", CallbackFaults.NotKept)
            .With("subject_id", subjectId, NpgsqlDbType.Uuid)
            .RunAsync(cancellationToken);

    /// <param name="olderThan">Only those before this one; null: from the newest on.</param>
    /// <returns>A page, newest first.</returns>
    public Task<List<CallbackAttempt>> AttemptsAsync(
        Guid serviceId, long? olderThan, bool onlyFailed, int pageSize, CancellationToken cancellationToken) =>
        database.Command("Callbacks.list_attempts")
            .With("service_id", serviceId)
            .With("older_than", olderThan, NpgsqlDbType.Bigint)
            .With("only_failed", onlyFailed)
            .With("page_size", pageSize)
            .ListAsync(
                row => new CallbackAttempt(
                    row.Get<long>("id"),
                    CallbackKinds.Parse(row.Get<string>("kind")),
                    row.Get<Guid>("delivery_id"),
                    row.Get<Guid>("subject_id"),
                    row.Get<int>("try"),
                    row.Get<string>("outcome"),
                    row.GetOrNull<int?>("status_code"),
                    row.GetOrNull<string>("fault"),
                    row.Get<int>("duration_ms"),
                    row.Time("at")),
                cancellationToken);

    /// <returns>What the platform had to tell the service, newest first.</returns>
    public Task<List<ServiceNotice>> NoticesAsync(Guid serviceId, int pageSize, CancellationToken cancellationToken) =>
        database.Command("Callbacks.list_notices")
            .With("service_id", serviceId)
            .With("page_size", pageSize)
            .ListAsync(row => new ServiceNotice(row.Get<long>("id"), row.Get<string>("kind"), row.Get<string>("words"), row.Time("at")), cancellationToken);

    private static NpgsqlCommand Slow(NpgsqlCommand command)
    {
        command.CommandTimeout = (int)LongestStatement.TotalSeconds;
        return command;
    }

    private Task<Guid?> FindIdAsync(Guid serviceId, CallbackKind kind, CancellationToken cancellationToken) =>
        database.Command("Callbacks.find_id").With("service_id", serviceId).With("kind", kind.Wire()).ValueAsync<Guid>(cancellationToken);

    private byte[] Seal(string text, string column, Guid id) => keyRing.Encrypt(Encoding.UTF8.GetBytes(text), new(column, id));

    private string Open(byte[] cipher, string column, Guid id) => Encoding.UTF8.GetString(keyRing.Decrypt(cipher, new(column, id)));

    private static ServiceCallback Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Kind = CallbackKinds.Parse(row.Get<string>("kind")),
        Url = row.Get<string>("url"),
        Failures = row.Get<int>("failures"),
        FailingSince = row.TimeOrNull("failing_since"),
        SuspendedAt = row.TimeOrNull("suspended_at"),
        SuspendedReason = row.GetOrNull<string>("suspended_reason"),
        PreviousSecretUntil = row.TimeOrNull("previous_until"),
        UpdatedAt = row.Time("updated_at"),
        Waiting = row.Get<long>("waiting"),
    };
}
