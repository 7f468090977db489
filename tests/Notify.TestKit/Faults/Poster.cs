using System.Collections.Concurrent;
using System.Net;
using Notify.Core.Notifications;
using Notify.TestKit.Processes;

namespace Notify.TestKit.Faults;

/// <summary>A service's program that goes on posting what a server carries, each to a recipient of its own, whatever happens to the API.</summary>
/// <param name="mostWaiting">It pauses while more than this have been accepted and not arrived.</param>
public sealed class Poster(ProcessClient client, CountingServer sink, int connections = 4, int mostWaiting = 1000) : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, byte> _accepted = new();
    private Task _posting = Task.CompletedTask;
    private int _number;
    private int _failed;

    /// <summary>Where what it posts should arrive.</summary>
    public CountingServer Sink => sink;

    /// <summary>Recipients whose notification was answered with 201.</summary>
    public IReadOnlyCollection<string> Accepted => (IReadOnlyCollection<string>)_accepted.Keys;

    public int Count => _accepted.Count;

    /// <summary>Requests answered with anything else, or not at all.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Recipients accepted and not arrived.</summary>
    public int Missing => _accepted.Keys.Count(recipient => !sink.Arrivals.ContainsKey(recipient));

    /// <summary>Arrivals beyond one of each.</summary>
    public int Doubled => sink.Arrivals.Values.Sum(arrivals => arrivals - 1);

    public void Start() => _posting = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(PostAllAsync)));

    /// <summary>Posts a number of notifications and stops.</summary>
    public async Task PostAsync(int count)
    {
        while (Count < count)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(connections, count - Count)).Select(_ => PostOneAsync()));
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _posting;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task PostAllAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_accepted.Count - sink.Arrivals.Count > mostWaiting)
            {
                await Task.Delay(20);
                continue;
            }

            await PostOneAsync();
        }
    }

    private async Task PostOneAsync()
    {
        var recipient = sink.Recipient(Interlocked.Increment(ref _number));
        object body = sink.Channel == Channel.Email
            ? new { email_address = recipient, template_id = client.EmailTemplate }
            : new { phone_number = recipient, template_id = client.SmsTemplate };
        try
        {
            using var answer = await client.SendAsync(HttpMethod.Post, $"/v2/notifications/{sink.Channel.Wire()}", body);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                _accepted.TryAdd(recipient, 0);
                return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // Not answered: it may have been accepted, and is not counted as such.
        }

        Interlocked.Increment(ref _failed);
        await Task.Delay(PauseAfterFailure);
    }
}
