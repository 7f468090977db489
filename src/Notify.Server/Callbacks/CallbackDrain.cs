using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Notify.Data.Callbacks;
using Notify.Server.Delivery;
using Notify.Server.Hosting;

namespace Notify.Server.Callbacks;

/// <summary>Sends callbacks until none has been due for a while: claims as many as there are free places, and never waits for one that hangs
/// before it goes on with the others.</summary>
internal sealed partial class CallbackDrain(
    CallbackQueueStore queue, CallbackSender sender, CallbackMetrics metrics, Worker worker, IOptions<CallbackOptions> options, TimeProvider time,
    ILogger<CallbackDrain> logger)
{
    /// <summary>How long it looks for more before it ends.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<(int Owner, IReadOnlyList<CallbackRecord> Results)> _kept = new();
    private int _running;

    /// <summary>Whether a drain is at work on this host: one is enough, since it waits for none of its requests.</summary>
    public bool IsRunning => Volatile.Read(ref _running) == 1;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (worker.Owner is not { } owner || Interlocked.CompareExchange(ref _running, 1, 0) != 0)
        {
            return;
        }

        var flying = new CallbackFlights(options.Value.InFlight, options.Value.SlowInFlight, time);
        var results = new List<CallbackRecord>();
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owner.Lost);
            var busyAt = time.GetTimestamp();
            while (!stop.IsCancellationRequested && time.GetElapsedTime(busyAt) < Linger)
            {
                var claimed = await ClaimAsync(owner, flying, stop.Token);
                if (claimed > 0 || flying.Count > 0)
                {
                    busyAt = time.GetTimestamp();
                }

                await WaitAsync(flying, stop.Token);
                await RecordAsync(owner.Number, flying, results);
            }
        }
        catch (Exception e) when (DatabaseFaults.IsOne(e))
        {
            DatabaseAway(e.Message);
        }
        finally
        {
            try
            {
                // What is on the wire has at most the time-out to come back; what it says is stored even at a stop.
                await flying.AllAsync();
                await RecordAsync(owner.Number, flying, results);
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e))
            {
                // Written first when it is back: else all of these are sent again, under the same delivery ids.
                _kept.Enqueue((owner.Number, [.. results]));
                DatabaseAway(e.Message);
            }
            finally
            {
                // Whatever happened: the next drain must be able to begin.
                Volatile.Write(ref _running, 0);
            }
        }
    }

    /// <summary>Records what could not be recorded while the database was away, before anybody frees those rows. The guard drops what somebody
    /// has taken since.</summary>
    public async Task RecordKeptAsync()
    {
        while (_kept.TryPeek(out var kept))
        {
            await RecordAsync(kept.Owner, kept.Results);
            _kept.TryDequeue(out _);
        }
    }

    private async Task<int> ClaimAsync(Owner owner, CallbackFlights flying, CancellationToken cancellationToken)
    {
        var free = flying.Free;
        if (free <= 0)
        {
            return 0;
        }

        var began = time.GetTimestamp();
        IReadOnlyList<ClaimedCallback> claims;
        try
        {
            claims = await queue.ClaimAsync(owner.Number, free, options.Value.PerService, options.Value.BreakerAfter, options.Value.Lease, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }

        if (cancellationToken.IsCancellationRequested || time.GetElapsedTime(began) > options.Value.Lease - options.Value.Timeout)
        {
            // Stopped, lost, or frozen between the claim and here.
            await queue.HandBackAsync(owner.Number, [.. claims], CancellationToken.None);
            return 0;
        }

        foreach (var claim in claims)
        {
            flying.Add(sender.SendAsync(claim));
        }

        return claims.Count;
    }

    /// <summary>Until something came back, but not longer than until the next look: places may be free for others.</summary>
    private async Task WaitAsync(CallbackFlights flying, CancellationToken cancellationToken) =>
        await flying.AnyAsync(Task.Delay(LookEvery, time, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RecordAsync(int owner, CallbackFlights flying, List<CallbackRecord> results)
    {
        results.AddRange(flying.TakeDone());
        if (results.Count > 0)
        {
            await RecordAsync(owner, results);
            results.Clear();
        }
    }

    private async Task RecordAsync(int owner, IReadOnlyList<CallbackRecord> results)
    {
        foreach (var suspended in await queue.RecordAsync(owner, results, options.Value.Rules, CancellationToken.None))
        {
            metrics.Suspended();
            Suspended(suspended.ServiceId, suspended.Kind, suspended.Reason);
        }
    }

    [LoggerMessage(4000, LogLevel.Warning, "Callbacks of service {ServiceId} for {Kind} are switched off: {Reason}")]
    private partial void Suspended(Guid serviceId, Core.Callbacks.CallbackKind kind, string reason);

    [LoggerMessage(4001, LogLevel.Warning, "Callbacks stop until the database is back: {Reason}")]
    private partial void DatabaseAway(string reason);
}
