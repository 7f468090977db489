using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Notify.Benchmarks.Load;

/// <summary>Keeps a number of connections busy, one request after the other on each, over bare sockets: a general client would need more
/// of the machine than the server it measures.</summary>
internal sealed class HttpLoad
{
    /// <summary>For the answers to the last requests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<double> _latencies = new(100_000);
    private readonly List<string> _wrong = [];
    private readonly TimeSpan _duration;
    private readonly Func<int, long, byte[], int> _write;
    private readonly int _status;
    private readonly long _most;
    private long _turns;

    private HttpLoad(TimeSpan duration, Func<int, long, byte[], int> write, int status, long most) =>
        (_duration, _write, _status, _most) = (duration, write, status, most);

    /// <param name="write">Writes the next request of a connection, given its number and a counter over all.</param>
    /// <param name="status">The only status that is right.</param>
    /// <param name="most">Ends after this many requests, too.</param>
    public static Task<LoadResult> RunAsync(
        int port, int connections, TimeSpan duration, Func<int, long, byte[], int> write, int status = 201, long most = long.MaxValue)
    {
        var load = new HttpLoad(duration, write, status, most);
        return Task.Factory.StartNew(() => load.Run(port, connections), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private LoadResult Run(int port, int connections)
    {
        var requests = Enumerable.Range(0, connections).Select(number => new Requests(this, number, port)).ToList();
        new SocketLoop([.. requests.Where(one => one.Next())]).Run(() => _watch.Elapsed < _duration + Patience);
        var took = _watch.Elapsed;
        if (took >= _duration + Patience)
        {
            _wrong.Add("a request was not answered");
        }

        _latencies.Sort();
        return new LoadResult([.. _latencies], took, _wrong);
    }

    /// <summary>Those of one connection.</summary>
    private sealed class Requests(HttpLoad load, int number, int port) : HttpConversation(Connect(port))
    {
        private readonly byte[] _request = new byte[8192];
        private long _begun;

        /// <summary>Asks the next, if it is not over.</summary>
        public bool Next()
        {
            if (load._watch.Elapsed >= load._duration || ++load._turns > load._most)
            {
                Socket.Dispose();
                return false;
            }

            var length = load._write(number, load._turns, _request);
            _begun = Stopwatch.GetTimestamp();
            Socket.Send(_request, length, SocketFlags.None);
            return true;
        }

        protected override bool Heard(ReadOnlyMemory<byte> body)
        {
            var code = int.Parse(Message.Span[9..12], CultureInfo.InvariantCulture);
            if (code == load._status)
            {
                load._latencies.Add(Stopwatch.GetElapsedTime(_begun).TotalMilliseconds);
            }
            else
            {
                load._wrong.Add($"{code} {Encoding.UTF8.GetString(body.Span)}");
            }

            return Next();
        }

        protected override void Ended(string why) => load._wrong.Add(why);
    }
}

/// <param name="Latencies">Milliseconds, sorted.</param>
/// <param name="Wrong">Answers that were not as expected.</param>
internal sealed record LoadResult(double[] Latencies, TimeSpan Took, IReadOnlyList<string> Wrong)
{
    public double PerSecond => Latencies.Length / Took.TotalSeconds;

    public double Percentile(double share) => Latencies[Math.Min(Latencies.Length - 1, (int)(Latencies.Length * share))];

    public LoadResult Checked() => Wrong.Count == 0 ? this : throw new InvalidOperationException($"{Wrong.Count} wrong answers, such as {Wrong[0]}");
}
