using System.Text;
using Notify.Core;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Services;

/// <summary>API keys as stored: their secrets are encrypted under the key ring.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private const string SecretColumn = "api_keys.secret";

    /// <param name="endsAt">From when on it does not work, UTC; null: no end is set.</param>
    /// <returns>The key string, which is never shown again, or null when the service has a working key of that name.</returns>
    public async Task<(Guid Id, KeyString Key)?> CreateAsync(
        Guid serviceId, string name, KeyType type, KeyPriority priority, DateTimeOffset? endsAt, CancellationToken cancellationToken)
    {
        var (id, key) = NewKey(serviceId, name);
        var created = await RunLockedAsync(
            "Services.create_api_key",
            serviceId,
            command => Fill(command, id, key)
                .With("name", name)
                .With("key_type", type.Wire())
                .With("priority", priority.Wire())
                .With("revoked_at", endsAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
            cancellationToken);
        return created == 1 ? (id, key) : null;
    }

    /// <inheritdoc cref="CreateAsync(Guid, string, KeyType, KeyPriority, DateTimeOffset?, CancellationToken)"/>
    public Task<(Guid Id, KeyString Key)?> CreateAsync(Guid serviceId, string name, KeyType type, CancellationToken cancellationToken) =>
        CreateAsync(serviceId, name, type, KeyPriority.Normal, endsAt: null, cancellationToken);

    /// <summary>Makes a key of the same name, type and priority in place of one, which works for some time yet, so that programs can be changed over.</summary>
    /// <param name="replaced">As it was seen; it keeps its end if that comes before the grace is over.</param>
    /// <param name="grace">How long the old key works from now on.</param>
    /// <param name="endsAt">The end of the new key, UTC; null: no end is set.</param>
    /// <returns>The key string, which is never shown again, or null when somebody else has replaced or revoked the key meanwhile.</returns>
    public async Task<(Guid Id, KeyString Key)?> RotateAsync(
        Guid serviceId, ApiKeySummary replaced, TimeSpan grace, DateTimeOffset? endsAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replaced);
        var (id, key) = NewKey(serviceId, replaced.Name);
        var created = await RunLockedAsync(
            "Services.rotate_api_key",
            serviceId,
            command => Fill(command, id, key)
                .With("replaced", replaced.Id)
                .With("seen_end", replaced.RevokedAt?.UtcDateTime, NpgsqlDbType.TimestampTz)
                .With("grace", grace)
                .With("revoked_at", endsAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
            cancellationToken);
        return created == 1 ? (id, key) : null;
    }

    /// <summary>Sets or takes away the end of a key that works; an end in the past stops it now.</summary>
    /// <param name="endsAt">UTC; null: no end.</param>
    /// <returns>False when the service has no working key of that id.</returns>
    public async Task<bool> EndAsync(Guid serviceId, Guid id, DateTimeOffset? endsAt, CancellationToken cancellationToken) =>
        await database.Command("Services.end_api_key")
            .With("service_id", serviceId)
            .With("id", id)
            .With("revoked_at", endsAt?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .RunAsync(cancellationToken) > 0;

    /// <summary>Changes how urgent may be what a working key sends from now on.</summary>
    /// <returns>False when the service has no working key of that id.</returns>
    public async Task<bool> PrioritiseAsync(Guid serviceId, Guid id, KeyPriority priority, CancellationToken cancellationToken) =>
        await database.Command("Services.prioritise_api_key")
            .With("service_id", serviceId)
            .With("id", id)
            .With("priority", priority.Wire())
            .RunAsync(cancellationToken) > 0;

    /// <returns>All keys of a service, revoked ones included, newest first, without their secrets.</returns>
    public Task<List<ApiKeySummary>> ListAsync(Guid serviceId, CancellationToken cancellationToken) =>
        database.Command("Services.list_api_keys")
            .With("service_id", serviceId)
            .ListAsync(
                row => new ApiKeySummary(
                    row.Get<Guid>("id"),
                    row.Get<string>("name"),
                    KeyTypeNames.Parse(row.Get<string>("key_type")),
                    row.Time("created_at"),
                    row.TimeOrNull("revoked_at"),
                    KeyPriorities.Parse(row.Get<string>("priority"))),
                cancellationToken);

    /// <summary>Stops a key at once; by name, also one of the same name that is being replaced.</summary>
    /// <returns>False when the service has no working key of that id or name.</returns>
    public async Task<bool> RevokeAsync(Guid serviceId, string idOrName, CancellationToken cancellationToken) =>
        await database.Command("Services.revoke_api_key")
            .With("service_id", serviceId)
            .With("id", Guid.TryParse(idOrName, out var id) ? id : null, NpgsqlDbType.Uuid)
            .With("name", idOrName)
            .RunAsync(cancellationToken) > 0;

    /// <summary>A key as a row of a service's account holds it.</summary>
    /// <exception cref="UndecipherableException">The secret does not open with this host's key ring.</exception>
    internal ApiKey Read(Guid serviceId, NpgsqlDataReader row)
    {
        var id = row.Get<Guid>("id");
        return new ApiKey(
            id,
            serviceId,
            row.Get<string>("name"),
            KeyTypeNames.Parse(row.Get<string>("key_type")),
            Encoding.UTF8.GetString(keyRing.Decrypt(row.Get<byte[]>("secret"), new(SecretColumn, id))),
            row.TimeOrNull("revoked_at"),
            KeyPriorities.Parse(row.Get<string>("priority")));
    }

    /// <summary>Tries whether this host's key ring opens what is stored.</summary>
    /// <returns>Why not, or null when it does or nothing is stored yet.</returns>
    public async Task<string?> WhyUndecipherableAsync(CancellationToken cancellationToken)
    {
        var secrets = await database.Command("Services.sample_api_keys")
            .ListAsync(row => (Id: row.Get<Guid>("id"), Secret: row.Get<byte[]>("secret")), cancellationToken);
        try
        {
            foreach (var (id, secret) in secrets)
            {
                keyRing.Decrypt(secret, new(SecretColumn, id));
            }

            return null;
        }
        catch (UndecipherableException e)
        {
            return e.Message;
        }
    }

    private static (Guid Id, KeyString Key) NewKey(Guid serviceId, string name) =>
        (Ids.NewRandom(), new KeyString(KeyString.SafeName(name), serviceId, Ids.NewRandom()));

    private NpgsqlBatchCommand Fill(NpgsqlBatchCommand command, Guid id, KeyString key) => command
        .With("id", id)
        .With("secret", keyRing.Encrypt(Encoding.UTF8.GetBytes(key.Secret.ToString("D")), new(SecretColumn, id)));

    /// <summary>Runs a statement behind a lock on the service, both in one round trip and one transaction: a statement sees what was there
    /// when it began, so that the lock has to come before it.</summary>
    /// <returns>Number of rows changed.</returns>
    private async Task<int> RunLockedAsync(string statement, Guid serviceId, Func<NpgsqlBatchCommand, NpgsqlBatchCommand> fill, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.BatchCommand("Services.lock_service").With("service_id", serviceId));
        var command = fill(Sql.BatchCommand(statement).With("service_id", serviceId));
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)command.RecordsAffected;
    }
}
