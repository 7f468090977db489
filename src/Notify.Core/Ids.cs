using System.Diagnostics.CodeAnalysis;

namespace Notify.Core;

/// <summary>The one place where identifiers are made.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "The banned factories are wrapped here.")]
public static class Ids
{
    /// <summary>An id for what grows without end (notifications, events): a version 7 UUID, so that rows arrive in index order
    /// and the id alone tells the day's partition. It reveals its time of creation, to the millisecond.</summary>
    public static Guid New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>An id for what was made at a known moment elsewhere, so that it sorts there.</summary>
    public static Guid At(DateTimeOffset moment) => Guid.CreateVersion7(moment);

    /// <summary>A version 4 UUID for services, templates, keys and key secrets. The PHP client refuses any other version for
    /// a service id and a secret.</summary>
    public static Guid NewRandom() => Guid.NewGuid();

    /// <summary>The smallest version 7 UUID of a moment: a bound of a partition.</summary>
    /// <param name="moment">Cut to the millisecond, UTC.</param>
    public static Guid LowerBound(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = moment.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        return new Guid(bytes, bigEndian: true);
    }
}
