using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Notify.TestKit.Carriers;

namespace Notify.Benchmarks.Load;

/// <summary>Keeps a number of connections busy, one request after the other on each, over bare sockets: a general client would need more
/// of the machine than the server it measures.</summary>
internal static class HttpLoad
{
    /// <param name="write">Writes the next request of a connection, given its number and a counter over all.</param>
    /// <param name="status">The only status that is right.</param>
    /// <param name="most">Ends after this many requests, too.</param>
    public static async Task<LoadResult> RunAsync(
        int port, int connections, TimeSpan duration, Func<int, long, byte[], int> write, int status = 201, long most = long.MaxValue)
    {
        var watch = Stopwatch.StartNew();
        var counter = 0L;
        var wrong = new List<string>();
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(() => RunOneAsync(number))));
        return new LoadResult([.. latencies.SelectMany(list => list).Order()], watch.Elapsed, wrong);

        async Task<List<double>> RunOneAsync(int number)
        {
            var own = new List<double>(100_000);
            var request = new byte[8192];
            var response = new byte[65536];
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            while (watch.Elapsed < duration)
            {
                var turn = Interlocked.Increment(ref counter);
                if (turn > most)
                {
                    break;
                }

                var length = write(number, turn, request);
                var begun = Stopwatch.GetTimestamp();
                await socket.SendAsync(request.AsMemory(0, length));
                var body = await HttpWire.ReadAsync(socket, response);
                if (body is null)
                {
                    Wrong("the connection was closed");
                    break;
                }

                var code = int.Parse(response.AsSpan(9, 3), CultureInfo.InvariantCulture);
                if (code != status)
                {
                    Wrong($"{code} {Encoding.UTF8.GetString(response.AsSpan(body.Value))}");

                    continue;
                }

                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return own;
        }

        void Wrong(string what)
        {
            lock (wrong)
            {
                wrong.Add(what);
            }
        }
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
