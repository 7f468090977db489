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
            row.TimeOrNull("revoked_at"));
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
