using System.Text;
using Notify.Core;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Npgsql;

namespace Notify.Data.Services;

/// <summary>API keys as stored: their secrets are encrypted under the key ring.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private const string SecretColumn = "api_keys.secret";

    /// <returns>The key string, which is never shown again, or null when the service has an unrevoked key of that name.</returns>
    public async Task<(Guid Id, KeyString Key)?> CreateAsync(Guid serviceId, string name, KeyType type, CancellationToken cancellationToken)
    {
        var id = Ids.NewRandom();
        var key = new KeyString(KeyString.SafeName(name), serviceId, Ids.NewRandom());
        var created = await database.Command("Services.create_api_key")
            .With("service_id", serviceId)
            .With("id", id)
            .With("name", name)
            .With("key_type", type.Wire())
            .With("secret", keyRing.Encrypt(Encoding.UTF8.GetBytes(key.Secret.ToString("D")), new(SecretColumn, id)))
            .RunAsync(cancellationToken);
        return created == 1 ? (id, key) : null;
    }

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
                    row.TimeOrNull("revoked_at")),
                cancellationToken);

    /// <returns>False when the service has no unrevoked key of that id or name.</returns>
    public async Task<bool> RevokeAsync(Guid serviceId, string idOrName, CancellationToken cancellationToken) =>
        await database.Command("Services.revoke_api_key")
            .With("service_id", serviceId)
            .With("id", Guid.TryParse(idOrName, out var id) ? id : null, NpgsqlTypes.NpgsqlDbType.Uuid)
            .With("name", idOrName)
            .RunAsync(cancellationToken) > 0;

    /// <summary>What is needed to check a token that speaks for a service.</summary>
    /// <returns>The service with its keys (those revoked more than seven days before today, UTC, count as gone), or null when there is no such service.</returns>
    /// <exception cref="UndecipherableException">A secret does not open with this host's key ring.</exception>
    public async Task<ServiceWithKeys?> FindForAuthenticationAsync(Guid serviceId, CancellationToken cancellationToken)
    {
        Service? service = null;
        var keys = new List<ApiKey>();
        await using var command = database.Command("Services.authenticate").With("service_id", serviceId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            service ??= ServiceStore.Read(row);
            if (row.GetOrNull<byte[]>("secret") is { } secret)
            {
                var id = row.Get<Guid>("key_id");
                keys.Add(new ApiKey(
                    id,
                    serviceId,
                    row.Get<string>("key_name"),
                    KeyTypeNames.Parse(row.Get<string>("key_type")),
                    Encoding.UTF8.GetString(keyRing.Decrypt(secret, new(SecretColumn, id))),
                    row.TimeOrNull("revoked_at")));
            }
        }

        return service is null ? null : new ServiceWithKeys(service, keys);
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
}
