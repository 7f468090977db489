using System.Text;

namespace Notify.Core.Services;

/// <summary>What an API client of a service authenticates with.</summary>
public sealed class ApiKey
{
    private readonly byte[] _secret;

    /// <param name="secret">The 36-character secret as text: its UTF-8 bytes, hyphens included, are the HMAC key of tokens.</param>
    public ApiKey(Guid id, Guid serviceId, string name, KeyType type, string secret, DateTimeOffset? revokedAt, KeyPriority priority = KeyPriority.Normal)
    {
        Id = id;
        ServiceId = serviceId;
        Name = name;
        Type = type;
        RevokedAt = revokedAt;
        Priority = priority;
        _secret = Encoding.UTF8.GetBytes(secret);
    }

    public Guid Id { get; }

    public Guid ServiceId { get; }

    /// <summary>What people call it; also the first part of the key string.</summary>
    public string Name { get; }

    public KeyType Type { get; }

    public KeyPriority Priority { get; }

    /// <summary>From when on it does not work, UTC. In the future for a key that is being replaced or was made for a time; null: no end is set.</summary>
    public DateTimeOffset? RevokedAt { get; }

    public bool Works(DateTimeOffset now) => RevokedAt is null || now < RevokedAt;

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[API key {Id}]";
}
