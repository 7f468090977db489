using Notify.Core.Secrets;

namespace Notify.Core;

/// <summary>The one place where identifiers are made.</summary>
public static class Ids
{
    /// <summary>An id for what grows without end (notifications, events): a version 7 UUID, so that rows arrive in index order
    /// and the id alone tells the day's partition. It reveals its time of creation, to the millisecond.</summary>
    public static Guid New(TimeProvider time) => At(time.GetUtcNow());

    /// <summary>An id for what was made at a known moment elsewhere, so that it sorts there.</summary>
    public static Guid At(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomPool.Fill(bytes[6..]);
        WriteTime(bytes, moment);
        return Of(bytes, version: 7);
    }

    /// <summary>A version 4 UUID for services, templates, keys and key secrets. The PHP client refuses any other version for
    /// a service id and a secret.</summary>
    public static Guid NewRandom()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomPool.Fill(bytes);
        return Of(bytes, version: 4);
    }

    /// <summary>The smallest version 7 UUID of a moment: a bound of a partition.</summary>
    /// <param name="moment">Cut to the millisecond, UTC.</param>
    public static Guid LowerBound(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        WriteTime(bytes, moment);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Writes 48 bits of milliseconds since 1970, the greatest first.</summary>
    private static void WriteTime(Span<byte> bytes, DateTimeOffset moment)
    {
        var milliseconds = moment.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)milliseconds;
            milliseconds >>= 8;
        }
    }

    /// <summary>Sets version and variant as RFC 9562 lays them out.</summary>
    private static Guid Of(Span<byte> bytes, int version)
    {
        bytes[6] = (byte)((bytes[6] & 0x0f) | (version << 4));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
