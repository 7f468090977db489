using Notify.Core.Services;

namespace Notify.Data.Uploads;

/// <summary>The answer to an upload's request, kept with it.</summary>
/// <param name="KeyType">Of the key that asked.</param>
/// <param name="Key">The <c>Idempotency-Key</c>.</param>
/// <param name="Hash">SHA-256 of route and body.</param>
/// <param name="Answer">The 201's body.</param>
public sealed record RememberedUpload(KeyType KeyType, string Key, byte[] Hash, ReadOnlyMemory<byte> Answer);
