using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Delivery.Providers;
using Notify.Server.Hosting;
using Channel = Notify.Core.Notifications.Channel;

namespace Notify.Server.Delivery;

/// <summary>Works one lane: claims batches, has many handed over at once while the next claim is already made, and ends when the lane has been
/// empty for a while.</summary>
public sealed partial class LaneDrain(
    QueueStore queue,
    LaneWaker waker,
    Worker worker,
    OutcomeRecorder recorder,
    ProviderChoice choice,
    HandOvers handOvers,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<LaneDrain> logger)
{
    /// <summary>A full channel of claims for this long, while one provider hangs and another is well, calls for more senders.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks of a drain that waits at what its senders could not send.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="cancellationToken">Cancelled at a stop: nothing more is claimed, what is in flight ends, the rest is handed back.</param>
    public async Task RunAsync(Channel channel, Lane lane, SendToProvider sendAsync, CancellationToken cancellationToken)
    {
        if (worker.Owner is not { } owner)
        {
            waker.Forget(channel, lane);
            return;
        }

        if (waker.Begin(channel, lane) is not { } drain)
        {
            return;
        }

        using (drain)
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owner.Lost))
        {
            // As much again as is in flight waits here: the next claim is made while this one is being sent.
            var claimed = System.Threading.Channels.Channel.CreateBounded<ClaimedNotification>(
                new BoundedChannelOptions(options.Value.InFlight) { SingleWriter = true });

            // What is not sent after all goes back with the next claim, together: a statement each would be a burst of connections.
            var unsent = new List<ClaimedNotification>();
            var senders = new List<Task>();
            AddSenders();
            try
            {
                await ClaimAllAsync(channel, lane, owner, drain, claimed.Writer, AddSenders, unsent, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // A stop, or the owner is lost: both are handled below.
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e))
            {
                CannotClaim(channel, lane, e.Message);
            }
            finally
            {
                claimed.Writer.TryComplete();

                // From here on it claims nothing more: what becomes due while the last hand-overs hang must find another drain.
                drain.Dispose();
                await Task.WhenAll(senders);
            }

            await HandBackAsync(unsent);

            void AddSenders() => senders.AddRange(Enumerable.Range(0, options.Value.InFlight)
                .Select(_ => SendAllAsync(lane, claimed.Reader, owner, sendAsync, unsent, stop.Token)));
        }
    }

    private async Task ClaimAllAsync(
        Channel channel,
        Lane lane,
        Owner owner,
        LaneWaker.RunningDrain drain,
        ChannelWriter<ClaimedNotification> writer,
        Action addSenders,
        List<ClaimedNotification> unsent,
        CancellationToken cancellationToken)
    {
        var mayAdd = 2;
        while (true)
        {
            drain.Reset();
            if (recorder.IsBlocked)
            {
                return;
            }

            await HandBackAsync(unsent);

            // A lane whose providers take nothing is left alone: claims would only be handed back.
            var isUrgent = lane == Lane.Priority;
            var room = choice.Room(channel, isUrgent);
            if (room <= 0)
            {
                await choice.WaitForRoomAsync(channel, isUrgent, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            var claim = await queue.ClaimDueAsync(
                channel, lane, owner.Number, Math.Min(options.Value.BatchSize, room), drain.LastService, owner.Lease, cancellationToken);
            drain.LastService = claim.LastService;
            if (isUrgent && claim.Notifications.Count == 0)
            {
                choice.NothingUrgentWaits(channel);
            }

            if (claim.HasMore)
            {
                waker.WakeAnother(channel, lane);
            }

            for (var i = 0; i < claim.Notifications.Count; i++)
            {
                try
                {
                    while (!writer.TryWrite(claim.Notifications[i]))
                    {
                        var free = writer.WaitToWriteAsync(cancellationToken).AsTask();
                        if (mayAdd > 0 && await Task.WhenAny(free, Task.Delay(Patience, time, cancellationToken)) != free && choice.IsStalledBesideOther(channel))
                        {
                            // One provider hangs and holds all the senders: others must not wait for it.
                            mayAdd--;
                            addSenders();
                        }

                        await free;
                    }
                }
                catch (OperationCanceledException)
                {
                    lock (unsent)
                    {
                        unsent.AddRange(claim.Notifications.Skip(i));
                    }

                    throw;
                }
            }

            foreach (var closed in claim.Closed)
            {
                await handOvers.LeaveClosedAsync(closed, channel, lane, owner);
            }

            if (!claim.HasMore && !await IsMoreComingAsync(drain, unsent, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Waits in an empty lane, though not with claims in hand that the senders would not take any more.</summary>
    private async Task<bool> IsMoreComingAsync(LaneWaker.RunningDrain drain, List<ClaimedNotification> unsent, CancellationToken cancellationToken)
    {
        var linger = options.Value.Linger;
        for (var waited = TimeSpan.Zero; waited < linger; waited += LookEvery)
        {
            if (await drain.WaitAsync(linger - waited < LookEvery ? linger - waited : LookEvery, cancellationToken))
            {
                return true;
            }

            lock (unsent)
            {
                if (unsent.Count > 0)
                {
                    return true;
                }
            }

            if (recorder.IsBlocked)
            {
                return false;
            }
        }

        return false;
    }

    private async Task SendAllAsync(
        Lane lane,
        ChannelReader<ClaimedNotification> reader,
        Owner owner,
        SendToProvider sendAsync,
        List<ClaimedNotification> unsent,
        CancellationToken stopping)
    {
        await foreach (var claim in reader.ReadAllAsync(CancellationToken.None))
        {
            if (stopping.IsCancellationRequested || recorder.IsBlocked || !await handOvers.TryMakeAsync(claim, lane, owner, sendAsync))
            {
                lock (unsent)
                {
                    unsent.Add(claim);
                }
            }
        }
    }

    /// <summary>Gives back what was gathered so far. What cannot be given back now is tried again with what comes next.</summary>
    private async Task HandBackAsync(List<ClaimedNotification> unsent)
    {
        List<ClaimedNotification> taken;
        lock (unsent)
        {
            taken = [.. unsent];
            unsent.Clear();
        }

        if (taken.Count == 0)
        {
            return;
        }

        try
        {
            await queue.HandBackAsync(taken, CancellationToken.None);
        }
        catch (Exception e) when (DatabaseFaults.IsOne(e))
        {
            // At the end of the drain there is no next time: then the sweeper frees them, by their owner's lock or when the lease ends.
            CannotHandBack(taken.Count, e.Message);
            lock (unsent)
            {
                unsent.AddRange(taken);
            }
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "Cannot claim from lane {Channel} {Lane}: {Reason}")]
    private partial void CannotClaim(Channel channel, Lane lane, string reason);

    [LoggerMessage(2024, LogLevel.Warning, "{Count} unsent claims cannot be handed back; the sweeper will: {Reason}")]
    private partial void CannotHandBack(int count, string reason);
}
