using Notify.Core.Secrets;
using Notify.Core.Services;
using Npgsql;

namespace Notify.Data.Idempotency;

/// <summary>Answers kept for 24 hours for requests that carried an <c>Idempotency-Key</c>. They are written by accepting, in its own transaction.</summary>
public sealed class IdempotencyStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private const string AnswerColumn = "idempotency_keys.answer";
    private const int BatchSize = 5000;

    /// <returns>The answer under a key, or null when none is remembered.</returns>
    public Task<StoredAnswer?> FindAsync(Guid serviceId, KeyType keyType, string key, CancellationToken cancellationToken) =>
        database.Command("Idempotency.find_answer")
            .With("service_id", serviceId)
            .With("key_type", keyType.Wire())
            .With("key", key)
            .FirstAsync(Read, cancellationToken);

    /// <returns>The answer's bytes.</returns>
    /// <exception cref="UndecipherableException">This host lacks the key it was written with.</exception>
    public byte[] Open(StoredAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return keyRing.Decrypt(answer.Cipher, new(AnswerColumn, answer.RequestId));
    }

    /// <summary>Deletes what is older than 24 hours.</summary>
    /// <returns>Rows deleted.</returns>
    public async Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        int last;
        do
        {
            last = await database.Command("Idempotency.delete_expired").With("batch_size", BatchSize).RunAsync(cancellationToken);
            deleted += last;
        }
        while (last == BatchSize);

        return deleted;
    }

    internal byte[] Seal(ReadOnlySpan<byte> answer, Guid requestId) => keyRing.Encrypt(answer, new(AnswerColumn, requestId));

    internal static StoredAnswer Read(NpgsqlDataReader row) =>
        new(row.Get<Guid>("request_id"), row.Get<byte[]>("request_hash"), row.Get<byte[]>("answer"));
}
