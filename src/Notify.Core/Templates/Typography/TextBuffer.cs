using System.Buffers;

namespace Notify.Core.Templates.Typography;

/// <summary>A growing run of UTF-16 text on a pooled array, so that rendering allocates little beyond its results.</summary>
/// <remarks>Not thread-safe. Lent by <see cref="Rent"/> and given back by <see cref="Dispose"/>; a span of it is void after the
/// next append.</remarks>
internal sealed class TextBuffer : IDisposable
{
    private const int Kept = 8;

    // Beyond this a buffer's array goes back to the pool, so that one 2 MB message does not stay with every thread.
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static Stack<TextBuffer>? _free;

    private char[] _chars = [];

    private TextBuffer()
    {
    }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Written => _chars.AsSpan(0, Length);

    public Span<char> WrittenForChange => _chars.AsSpan(0, Length);

    public char this[int index] => _chars[index];

    public static TextBuffer Rent() => _free is { Count: > 0 } free ? free.Pop() : new TextBuffer();

    public ReadOnlySpan<char> Slice(int start, int length) => _chars.AsSpan(start, length);

    public void Append(char c)
    {
        if (Length == _chars.Length)
        {
            Grow(1);
        }

        _chars[Length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (_chars.Length - Length < text.Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Appends a part of this buffer itself, which may move while it grows.</summary>
    public void AppendOwn(int start, int length)
    {
        if (_chars.Length - Length < length)
        {
            Grow(length);
        }

        _chars.AsSpan(start, length).CopyTo(_chars.AsSpan(Length));
        Length += length;
    }

    /// <summary>Room for at least <paramref name="length"/> more characters; call <see cref="Advance"/> with what was used.</summary>
    public Span<char> Reserve(int length)
    {
        if (_chars.Length - Length < length)
        {
            Grow(length);
        }

        return _chars.AsSpan(Length);
    }

    public void Advance(int length) => Length += length;

    public void Truncate(int length) => Length = length;

    /// <summary>Takes out <paramref name="length"/> characters, moving down what follows.</summary>
    public void Remove(int start, int length)
    {
        _chars.AsSpan(start + length, Length - start - length).CopyTo(_chars.AsSpan(start));
        Length -= length;
    }

    public void Clear() => Length = 0;

    public override string ToString() => new(Written);

    public void Dispose()
    {
        Length = 0;
        if (_chars.Length > LargestKept)
        {
            ArrayPool<char>.Shared.Return(_chars);
            _chars = [];
        }

        var free = _free ??= new Stack<TextBuffer>(Kept);
        if (free.Count < Kept)
        {
            free.Push(this);
        }
        else if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars);
            _chars = [];
        }
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(256, Math.Max(Length + more, Length * 2)));
        _chars.AsSpan(0, Length).CopyTo(larger);
        if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars);
        }

        _chars = larger;
    }
}
