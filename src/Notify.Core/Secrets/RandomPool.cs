using System.Security.Cryptography;

namespace Notify.Core.Secrets;

/// <summary>Random bytes fit for secrets, drawn from the system many at a time: each draw is a call of the kernel, which costs more than an id is worth.</summary>
internal static class RandomPool
{
    private const int Size = 1024;

    [ThreadStatic]
    private static byte[]? _bytes;

    [ThreadStatic]
    private static int _used;

    /// <summary>Fills with bytes that nobody has had before and nobody can foretell; none of them is kept.</summary>
    public static void Fill(Span<byte> target)
    {
        if (target.Length > Size / 4)
        {
            RandomNumberGenerator.Fill(target);
            return;
        }

        if (_bytes is null || target.Length > Size - _used)
        {
            _bytes ??= new byte[Size];

            // Nothing is left until it is filled: if that throws, the next draw must not find zeros.
            _used = Size;
            RandomNumberGenerator.Fill(_bytes);
            _used = 0;
        }

        var taken = _bytes.AsSpan(_used, target.Length);
        taken.CopyTo(target);
        taken.Clear();
        _used += target.Length;
    }
}
