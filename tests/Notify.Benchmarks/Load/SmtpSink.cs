using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Notify.Benchmarks.Load;

/// <summary>A mail server that announces what a usual one does, takes everything and keeps nothing but when each recipient's message came.</summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly SinkLoop _loop;
    private readonly TimeSpan _delay;
    private readonly Queue<(Session Session, long At)> _thinking = new();
    private long _count;

    /// <param name="delay">Between the end of a message and the answer to it.</param>
    public SmtpSink(TimeSpan delay)
    {
        _delay = delay;
        _loop = new SinkLoop(socket => new Session(this, socket), AnswerDue);
    }

    public int Port => _loop.Port;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Monotonic time stamps of arrival, by recipient.</summary>
    public ConcurrentDictionary<string, long> Arrivals { get; } = new();

    public void Dispose() => _loop.Dispose();

    /// <summary>The delay is the same for all, so they come due in turn.</summary>
    private TimeSpan AnswerDue()
    {
        while (_thinking.TryPeek(out var next))
        {
            var left = _delay - Stopwatch.GetElapsedTime(next.At);
            if (left > TimeSpan.Zero)
            {
                return left;
            }

            _thinking.Dequeue();
            next.Session.Taken();
        }

        return TimeSpan.MaxValue;
    }

    /// <summary>Counts what its sender has been told of.</summary>
    private void Arrived(List<string> recipients)
    {
        Interlocked.Add(ref _count, recipients.Count);
        foreach (var recipient in recipients)
        {
            Arrivals[recipient] = Stopwatch.GetTimestamp();
        }
    }

    private sealed class Session : Conversation
    {
        private readonly SmtpSink _sink;
        private readonly byte[] _buffer = new byte[256 * 1024];
        private readonly byte[] _answers = new byte[4096];
        private int _have;
        private int _answered;
        private int _chunk = -1;
        private bool _inData;
        private bool _isLast;
        private bool _isThinking;
        private bool _isOver;
        private string _recipient = "";
        private readonly List<string> _taken = [];

        public Session(SmtpSink sink, Socket socket)
            : base(socket)
        {
            _sink = sink;
            socket.Send("220 sink\r\n"u8);
        }

        public override bool IsDeaf => _isThinking;

        public override bool Hear()
        {
            var read = Socket.Receive(_buffer, _have, _buffer.Length - _have, SocketFlags.None);
            _have += read;
            if (read > 0)
            {
                Work();
            }

            return read > 0 && !_isOver;
        }

        /// <summary>The delay is over: the message is taken, and what follows it is read.</summary>
        public void Taken()
        {
            _isThinking = false;
            try
            {
                Count();
                Work();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Broken off meanwhile; the loop sees that, too.
            }
        }

        /// <summary>Reads on until something is missing or has to be thought about, and answers all of it together.</summary>
        private void Work()
        {
            var used = 0;
            while (!_isThinking && !_isOver && Step(_buffer.AsSpan(used, _have - used)) is > 0 and var step)
            {
                used += step;
            }

            _buffer.AsSpan(used, _have - used).CopyTo(_buffer);
            _have -= used;
            if (_answered > 0)
            {
                Socket.Send(_answers, _answered, SocketFlags.None);
                _answered = 0;
                _sink.Arrived(_taken);
                _taken.Clear();
            }
        }

        /// <returns>Bytes used; 0 when the next piece is not whole.</returns>
        private int Step(ReadOnlySpan<byte> rest)
        {
            if (_chunk >= 0)
            {
                if (rest.Length < _chunk)
                {
                    return 0;
                }

                var chunk = _chunk;
                _chunk = -1;
                if (_isLast)
                {
                    Take();
                }
                else
                {
                    Answer("250 2.0.0 go on\r\n"u8);
                }

                return chunk;
            }

            if (_inData)
            {
                var end = rest.IndexOf("\r\n.\r\n"u8);
                if (end < 0)
                {
                    return 0;
                }

                _inData = false;
                Take();
                return end + 5;
            }

            var line = rest.IndexOf("\r\n"u8);
            if (line < 0)
            {
                return 0;
            }

            Obey(Encoding.ASCII.GetString(rest[..line]));
            return line + 2;
        }

        private void Obey(string command)
        {
            if (command.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase))
            {
                Answer("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n250 SIZE 10485760\r\n"u8);
            }
            else if (command.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
            {
                _inData = true;
                Answer("354 go on\r\n"u8);
            }
            else if (command.StartsWith("BDAT", StringComparison.OrdinalIgnoreCase))
            {
                var words = command.Split(' ');
                _chunk = int.Parse(words[1], CultureInfo.InvariantCulture);
                _isLast = words.Length > 2;
            }
            else if (command.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
            {
                Answer("221 bye\r\n"u8);
                _isOver = true;
            }
            else
            {
                if (command.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
                {
                    _recipient = command[9..command.IndexOf('>', StringComparison.Ordinal)];
                }

                Answer("250 2.1.0 fine\r\n"u8);
            }
        }

        private void Take()
        {
            if (_sink._delay > TimeSpan.Zero)
            {
                _isThinking = true;
                _sink._thinking.Enqueue((this, Stopwatch.GetTimestamp()));
            }
            else
            {
                Count();
            }
        }

        private void Count()
        {
            Answer("250 2.0.0 taken\r\n"u8);
            _taken.Add(_recipient);
        }

        private void Answer(ReadOnlySpan<byte> line)
        {
            line.CopyTo(_answers.AsSpan(_answered));
            _answered += line.Length;
        }
    }
}
