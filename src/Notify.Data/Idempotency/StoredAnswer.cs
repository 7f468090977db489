namespace Notify.Data.Idempotency;

/// <summary>The answer to an earlier request, as stored.</summary>
/// <param name="RequestId">The notification it stored, or an id of its own.</param>
/// <param name="Hash">SHA-256 of route and body.</param>
/// <param name="Cipher">The answer's bytes, encrypted: <see cref="IdempotencyStore.Open"/>.</param>
public sealed record StoredAnswer(Guid RequestId, byte[] Hash, byte[] Cipher);
