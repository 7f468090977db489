using System.Text;

namespace Notify.Core.Recipients.Files;

/// <summary>Reads rows of separated values.</summary>
/// <remarks>Quotes count at the start of a cell only, after spaces; a doubled quote stands for one; what follows a closing quote is
/// kept as it is; a quote never closed ends with the file; blank lines are rows. CSV libraries differ from the original in these
/// points and most refuse such files, hence one of our own. One pass, and one cell is all that is held.</remarks>
internal sealed class DelimitedText(Func<TextReader> open, char delimiter)
{
    private const int EndOfText = -1;

    /// <summary>Each row read anew from the start; may be enumerated more than once.</summary>
    /// <exception cref="UnreadableFileException">Too many columns, or a cell too long.</exception>
    public IEnumerable<string[]> Rows()
    {
        using var text = new TrimmedReader(open(), delimiter);
        var scanner = new Scanner(text, delimiter);
        while (scanner.TryReadRow(out var row))
        {
            yield return row;
        }
    }

    private sealed class Scanner(TrimmedReader text, char delimiter)
    {
        private readonly char[] _buffer = new char[8 * 1024];
        private readonly StringBuilder _cell = new();
        private readonly List<string> _cells = [];
        private int _at;
        private int _length;

        public bool TryReadRow(out string[] row)
        {
            _cells.Clear();
            row = [];
            if (Peek() == EndOfText)
            {
                return false;
            }

            if (Peek() is '\n' or '\r')
            {
                EatLineEnd();
                return true;
            }

            while (ReadCell())
            {
                if (_cells.Count > FileLimits.MaxColumns)
                {
                    throw new UnreadableFileException(FileFault.TooManyColumns);
                }
            }

            row = [.. _cells];
            return true;
        }

        // Returns whether another cell follows in the row.
        private bool ReadCell()
        {
            _cell.Clear();
            while (Peek() == ' ')
            {
                _at++;
            }

            if (Peek() == '"')
            {
                _at++;
                ReadQuoted();
            }

            ReadPlain();
            _cells.Add(_cell.ToString());
            if (Peek() == delimiter)
            {
                _at++;
                return true;
            }

            EatLineEnd();
            return false;
        }

        private void ReadQuoted()
        {
            while (Peek() != EndOfText)
            {
                AppendUpTo('"', '"', '"');
                if (Peek() != '"')
                {
                    continue;
                }

                _at++;
                if (Peek() != '"')
                {
                    return;
                }

                Append('"');
                _at++;
            }
        }

        private void ReadPlain()
        {
            while (Peek() != EndOfText && !AppendUpTo(delimiter, '\n', '\r'))
            {
            }
        }

        // Takes what is in the buffer before the first of the three; returns whether one of them was met.
        private bool AppendUpTo(char a, char b, char c)
        {
            var rest = _buffer.AsSpan(_at, _length - _at);
            var found = rest.IndexOfAny(a, b, c);
            var count = found < 0 ? rest.Length : found;
            if (_cell.Length + count > FileLimits.MaxCellLength)
            {
                throw new UnreadableFileException(FileFault.CellTooLong);
            }

            _cell.Append(rest[..count]);
            _at += count;
            return found >= 0;
        }

        private void Append(char c) => _cell.Append(c);

        private void EatLineEnd()
        {
            // Mixed-up transfers double the carriage return; it is one line end all the same.
            while (Peek() == '\r')
            {
                _at++;
            }

            if (Peek() == '\n')
            {
                _at++;
            }
        }

        private int Peek()
        {
            if (_at == _length)
            {
                _length = text.Read(_buffer);
                _at = 0;
            }

            return _length == 0 ? EndOfText : _buffer[_at];
        }
    }
}
