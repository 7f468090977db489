using System.Collections.Concurrent;
using System.Net;
using Notify.TestKit.Processes;

namespace Notify.TestKit.Faults;

/// <summary>A service's program that goes on posting e-mails, each to a recipient of its own, whatever happens to the API.</summary>
/// <param name="mostWaiting">It pauses while more than this have been accepted and not arrived.</param>
public sealed class Poster(ProcessClient client, CountingMailServer sink, int connections = 4, int mostWaiting = 1000) : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, byte> _accepted = new();
    private Task _posting = Task.CompletedTask;
    private int _number;
    private int _failed;

    /// <summary>Recipients whose e-mail was answered with 201.</summary>
    public IReadOnlyCollection<string> Accepted => (IReadOnlyCollection<string>)_accepted.Keys;

    public int Count => _accepted.Count;

    /// <summary>Requests answered with anything else, or not at all.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Recipients accepted and not arrived.</summary>
    public int Missing => _accepted.Keys.Count(recipient => !sink.Arrivals.ContainsKey(recipient));

    public void Start() => _posting = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(PostAllAsync)));

    /// <summary>Posts a number of e-mails and stops.</summary>
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
        var recipient = $"r{Interlocked.Increment(ref _number)}@example.com";
        try
        {
            using var answer = await client.SendAsync(
                HttpMethod.Post, "/v2/notifications/email", new { email_address = recipient, template_id = client.EmailTemplate });
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
