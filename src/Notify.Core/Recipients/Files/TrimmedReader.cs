using System.Buffers;
using System.Text;

namespace Notify.Core.Recipients.Files;

/// <summary>A text without the white space at its start, and without white space and separators at its very end, which
/// spreadsheets leave by the thousand. Carriage returns in a row, which mixed-up transfers make, are one. Streams: only a run of
/// such characters is ever held back.</summary>
internal sealed class TrimmedReader(TextReader inner, char delimiter) : TextReader
{
    private static readonly SearchValues<char> Start = SearchValues.Create(ObscureWhiteSpace.Ascii + ObscureWhiteSpace.Characters);

    private readonly SearchValues<char> _end = SearchValues.Create(ObscureWhiteSpace.Ascii + ObscureWhiteSpace.Characters + delimiter);
    private readonly StringBuilder _heldBack = new();
    private readonly char[] _block = new char[16 * 1024];
    private int _from;
    private int _to;
    private int _tail;
    private bool _started;
    private bool _afterReturn;

    /// <returns>Characters read into the buffer; 0 at the end.</returns>
    public override int Read(Span<char> buffer)
    {
        while (true)
        {
            var count = ReadTrimmed(buffer);
            var kept = WithoutRepeatedReturns(buffer[..count]);
            if (kept > 0 || count == 0)
            {
                return kept;
            }
        }
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int WithoutRepeatedReturns(Span<char> text)
    {
        if (!_afterReturn && !text.Contains('\r'))
        {
            return text.Length;
        }

        var kept = 0;
        foreach (var c in text)
        {
            if (c != '\r' || !_afterReturn)
            {
                text[kept++] = c;
            }

            _afterReturn = c == '\r';
        }

        return kept;
    }

    private int ReadTrimmed(Span<char> buffer)
    {
        while (true)
        {
            if (_from < _to)
            {
                // What was held back turned out not to be the end.
                if (_heldBack.Length > 0)
                {
                    var held = Math.Min(_heldBack.Length, buffer.Length);
                    _heldBack.CopyTo(0, buffer[..held], held);
                    _heldBack.Remove(0, held);
                    return held;
                }

                var count = Math.Min(buffer.Length, _to - _from);
                _block.AsSpan(_from, count).CopyTo(buffer);
                _from += count;
                return count;
            }

            _heldBack.Append(_block, _to, _tail - _to);
            if (!Fill())
            {
                return 0;
            }
        }
    }

    private bool Fill()
    {
        _tail = inner.Read(_block, 0, _block.Length);
        _from = 0;
        if (!_started)
        {
            _from = _block.AsSpan(0, _tail).IndexOfAnyExcept(Start);
            _started = _from >= 0;
            _from = _started ? _from : _tail;
        }

        _to = _started ? _from + _block.AsSpan(_from, _tail - _from).LastIndexOfAnyExcept(_end) + 1 : _tail;
        return _tail > 0;
    }
}
